import type { PageData } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";
import { SeverityBadge, StateBadge, ValidityBadge } from "../parts/badge.tsx";

type Wave = PageData["waves"][number];

/** What to do first: the waves with the first tasks of each. */
export function Waves({ of }: { readonly of: Case }) {
  const { waves, progress } = of.data;
  if (waves.length === 0) return <p>No work is open.</p>;
  const standing = new Map(progress?.waves.map((one) => [one.wave, one]));
  return (
    <>
      {waves.map((wave) => {
        const { secrets = 0, open = 0 } = standing.get(wave.wave) ?? {};
        return <WaveSection key={wave.wave} of={of} wave={wave} secrets={secrets} done={secrets - open} />;
      })}
    </>
  );
}

/** Tasks of a wave that are named. */
const TASKS = 5;

interface WaveProps {
  readonly of: Case;
  readonly wave: Wave;
  readonly secrets: number;
  readonly done: number;
}

function WaveSection({ of, wave: { wave, title, reason, tasks }, secrets, done }: WaveProps) {
  return (
    <section class="wave">
      <h3>
        Wave {wave}: {title}
      </h3>
      {secrets === 0 ? null : (
        <p class="bar">
          <progress max={secrets} value={done} aria-label={`Wave ${wave}: ${done} of ${secrets} secrets closed`} />
          <span class="soft">
            {done} of {secrets} closed
          </span>
        </p>
      )}
      <p class="soft">{reason}</p>
      <ol class="tasks">
        {tasks.slice(0, TASKS).map((index) => (
          <TaskLine of={of} index={index} key={index} />
        ))}
      </ol>
      {tasks.length > TASKS ? <a href={`#secrets?work=open&wave=${wave}`}>All {tasks.length} tasks</a> : null}
    </section>
  );
}

function TaskLine({ of, index }: { readonly of: Case; readonly index: number }) {
  const { id, title, severity, state, word = state, validity, owner, due, overdue } = of.task(index);
  return (
    <li>
      <SeverityBadge severity={severity} />
      <a href={`#secret/${id}`}>{title}</a> <code>{id}</code>{" "}
      {validity === "active" ? <ValidityBadge validity={validity} /> : null}
      {word === "new" ? null : <StateBadge word={word} />}
      <span class="soft">
        {owner === undefined ? "" : `${owner.name}${due === undefined ? "" : ", "}`}
        {due === undefined ? "" : <span class="whole">due {due.slice(0, 10)}</span>}
      </span>
      {overdue === true ? <strong class="overdue"> overdue</strong> : null}
    </li>
  );
}

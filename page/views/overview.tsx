import { verdictPhrase } from "../../src/report/verdict.ts";
import type { Case } from "../case.ts";
import { SeverityBadge, StateBadge } from "../parts/badge.tsx";
import type { ViewInput } from "../views.ts";

export const showOverview = ({ of }: ViewInput) => <Overview of={of} />;

function Overview({ of }: { readonly of: Case }) {
  const { verdict, coverage, totals, waves } = of.data;
  return (
    <>
      <h1>
        {totals.open.toLocaleString("en")} open {totals.open === 1 ? "secret" : "secrets"}
      </h1>
      <p class={`verdict verdict-${verdict}`}>
        <strong>{verdict}</strong> {verdictPhrase(coverage)}
      </p>
      <dl class="figures">
        <Figure name="Secrets" value={totals.secrets} />
        <Figure name="Images" value={totals.images} />
        <Figure name="Repositories" value={totals.repositories} />
        <Figure name="Blobs read" value={totals.blobs} />
      </dl>
      <h2>What to do first</h2>
      {waves.map((wave) => (
        <section class="wave" key={wave.wave}>
          <h3>
            Wave {wave.wave}: {wave.title}
          </h3>
          <p class="soft">{wave.reason}</p>
          <ol class="tasks">
            {wave.tasks.slice(0, TASKS).map((index) => (
              <TaskLine of={of} index={index} key={index} />
            ))}
          </ol>
          {wave.tasks.length > TASKS ? <a href={`#secrets?wave=${wave.wave}`}>All {wave.tasks.length} tasks</a> : null}
        </section>
      ))}
    </>
  );
}

/** Of each wave. */
const TASKS = 5;

const Figure = ({ name, value }: { readonly name: string; readonly value: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value.toLocaleString("en")}</dd>
  </div>
);

function TaskLine({ of, index }: { readonly of: Case; readonly index: number }) {
  const { id, title, severity, state } = of.task(index);
  return (
    <li>
      <SeverityBadge severity={severity} />
      <a href={`#secret/${id}`}>{title}</a> <code>{id}</code>
      {state === "new" ? null : <StateBadge state={state} />}
    </li>
  );
}

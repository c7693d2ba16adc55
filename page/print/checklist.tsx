import type { PageStep, PageTask } from "../../src/report/page/page-data.ts";
import { plural } from "../../src/report/phrases.ts";
import { verdictPhrase } from "../../src/report/verdict.ts";
import type { Case } from "../case.ts";

/** What is printed: all open work with a box for each step. */
export function Checklist({ of }: { readonly of: Case }) {
  const { totals, coverage, waves, generatedAt, case: info } = of.data;
  return (
    <div class="checklist">
      <h1>Rotation checklist</h1>
      <p>
        {totals.open} of {plural(totals.secrets, "secret")} open on {generatedAt.slice(0, 10)}, case {info.id}.
        Coverage: {verdictPhrase(coverage)}. No value is on this paper.
      </p>
      {waves.map(({ wave, title, reason, tasks }) => (
        <section key={wave}>
          <h2>
            Wave {wave}: {title}
          </h2>
          <p>{reason}</p>
          {tasks.map((index) => (
            <Task key={index} of={of} task={of.task(index)} />
          ))}
        </section>
      ))}
    </div>
  );
}

function Task({ of, task }: { readonly of: Case; readonly task: PageTask }) {
  const { id, title, severity, state, word = state, owner, due, overdue, after } = task;
  const parts = [
    severity,
    `work ${word}`,
    `owner ${owner?.name ?? "unknown"}`,
    due === undefined ? "" : `${overdue === true ? "overdue since" : "due"} ${due.slice(0, 10)}`,
    ...after.map((one) => `after ${one.id}`),
  ];
  return (
    <article class="paper-task">
      <h3>
        {title} <code>{id}</code>
      </h3>
      <p>{parts.filter(Boolean).join(", ")}</p>
      <ul>
        {of.steps(task).map((step) => (
          <Step key={step.key} of={of} task={task} step={step} />
        ))}
      </ul>
    </article>
  );
}

function Step({ of, task, step }: { readonly of: Case; readonly task: PageTask; readonly step: PageStep }) {
  const { key, kind, text, command, done } = step;
  const ticked = done || of.ticks.has(task, key);
  return (
    <li class={ticked ? "box ticked" : "box"}>
      {ticked ? <span class="hidden">done: </span> : null}
      <strong class="kind">{kind}</strong> {of.text(text)}
      {command === undefined ? null : (
        <pre>
          <code>{of.text(command).trim()}</code>
        </pre>
      )}
    </li>
  );
}

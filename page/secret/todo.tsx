import type { PageLog, PageStep, PageTask } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { useTicks } from "../ticks.ts";
import { tooEarly } from "../too-early.ts";

/** The runbook with the facts of the task in it. */
export function Todo({ of, task }: { readonly of: Case; readonly task: PageTask }) {
  const runbook = of.data.runbooks[task.runbook];
  return (
    <section>
      <h2>What to do</h2>
      {task.after.map(({ id, reason }) => (
        <p key={id}>
          After <a href={`#secret/${id}`}>{id}</a>: {reason}
        </p>
      ))}
      {runbook === undefined ? null : (
        <dl class="advice">
          <dt>How</dt>
          <dd>{runbook.overlap}</dd>
          <dt>Needs</dt>
          <dd>{runbook.privilege}</dd>
          <dt>Breaks</dt>
          <dd>{runbook.sideEffects}</dd>
        </dl>
      )}
      {runbook?.unconfirmed === undefined ? null : <p class="soft">{runbook.unconfirmed}</p>}
      <ol class="steps">
        {of.steps(task).map((step) => (
          <Step key={step.key} of={of} task={task} step={step} />
        ))}
      </ol>
      <FillIn of={of} task={task} />
      {task.logs.length === 0 ? null : <h3>Logs to read</h3>}
      <ul class="logs">
        {of.logs(task).map((log, index) => (
          <Log key={index} of={of} log={log} />
        ))}
      </ul>
      {runbook === undefined ? null : (
        <p class="soft">
          Runbook {runbook.id}, reviewed {runbook.reviewed}. Sources: {runbook.sources.join("; ")}
        </p>
      )}
    </section>
  );
}

interface StepProps {
  readonly of: Case;
  readonly task: PageTask;
  readonly step: PageStep;
}

function Step({ of, task, step }: StepProps) {
  useTicks(of.ticks);
  const { key, kind, text, ui, command, reversible, done } = step;
  const ticked = of.ticks.has(task, key);
  const against = ticked ? tooEarly(of, task, step) : undefined;
  return (
    <li>
      <label class="step">
        <input type="checkbox" checked={done || ticked} disabled={done} onChange={() => of.ticks.turn(task, key)} />
        <span>
          <strong class="kind">{kind}</strong> {of.text(text)}
          {reversible === false ? <em> Cannot be undone.</em> : null}
          {done ? <span class="badge done">done</span> : null}
        </span>
      </label>
      {against === undefined ? null : <p class="against">The case will refuse this: {against}.</p>}
      {ui === undefined ? null : <p class="soft">In: {of.text(ui)}</p>}
      {command === undefined ? null : <Command text={of.text(command)} />}
    </li>
  );
}

function Log({ of, log: { text, query, noQuery } }: { readonly of: Case; readonly log: PageLog }) {
  return (
    <li>
      <p>{of.text(text)}</p>
      {noQuery === undefined ? null : <p class="soft">No query: {of.text(noQuery)}</p>}
      {query === undefined ? null : <Command text={of.text(query)} />}
    </li>
  );
}

const Command = ({ text }: { readonly text: string }) => (
  <div class="command">
    <pre>
      <code>{text.trim()}</code>
    </pre>
    <CopyButton text={text.trim()} />
  </div>
);

function FillIn({ of, task: { fillIn } }: { readonly of: Case; readonly task: PageTask }) {
  if (fillIn.length === 0) return null;
  return (
    <>
      <h3>To fill in</h3>
      <ul>
        {fillIn.map((line) => (
          <li key={line}>{of.text(line)}</li>
        ))}
      </ul>
    </>
  );
}

import type { PageLog, PageStep, PageTask } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";
import { CopyButton } from "../parts/copy-button.tsx";

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
        {task.steps.map((step, index) => (
          <Step key={index} of={of} step={step} />
        ))}
      </ol>
      <FillIn of={of} task={task} />
      {task.logs.length === 0 ? null : <h3>Logs to read</h3>}
      <ul class="logs">
        {task.logs.map((log, index) => (
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

function Step({ of, step }: { readonly of: Case; readonly step: PageStep }) {
  const { kind, text, ui, command, reversible, done } = step;
  return (
    <li>
      <p>
        <strong class="kind">{kind}</strong> {of.text(text)}
        {reversible === false ? <em> Cannot be undone.</em> : null}
        {done ? <span class="badge done">done</span> : null}
      </p>
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

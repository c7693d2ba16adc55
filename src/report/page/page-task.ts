import type { Task, TaskStep } from "../../rotation/task.ts";
import { stepKeys } from "../../rotation/ticks.ts";
import { orderOf } from "../../rotation/transitions.ts";
import { OVERLAP_PHRASE, unconfirmedPhrase } from "../phrases.ts";
import { placeholderLines } from "../placeholders.ts";
import type { Texts } from "./build-page.ts";
import type { Interned } from "./interned.ts";
import type { PageLog, PageRunbook, PageStep, PageTask } from "./page-data.ts";

interface Context {
  readonly texts: Texts;
  readonly runbooks: Interned<PageRunbook>;
  /** Index of a secret by its id. */
  readonly secretOf: ReadonlyMap<string, number>;
}

/** A task of the plan; what many tasks say in the same words is told once. */
export function pageTask(task: Task, { texts, runbooks, secretOf }: Context): PageTask {
  const { id, title, severity, validity, state, risk, after, window, wave, base, due, overdue, owner, facts } = task;
  const { credential } = task;
  const text = <K extends string>(key: K, of: string | undefined): { readonly [P in K]?: number } =>
    of === undefined ? {} : ({ [key]: texts.numberOf(of) } as { readonly [P in K]: number });
  const keys = stepKeys(task.steps);
  const step = ({ kind, text: words, ui, command, reversible, done }: TaskStep, index: number): PageStep => ({
    key: keys[index] ?? kind,
    kind,
    text: texts.numberOf(words),
    ...text("ui", ui),
    ...text("command", command),
    ...(reversible === false ? { reversible } : {}),
    done,
  });
  const log = ({ text: words, query, noQuery }: Task["logs"][number]): PageLog => ({
    text: texts.numberOf(words),
    ...text("query", query),
    ...text("noQuery", noQuery),
  });
  return {
    ...{ id, title, severity, validity, state, risk, after, window, wave, facts },
    ...(base === undefined ? {} : { base }),
    ...(due === undefined ? {} : { due, overdue: overdue === true }),
    ...(owner === undefined ? {} : { owner }),
    ...(credential === undefined ? {} : { credential: credentialOf(credential) }),
    secrets: task.secrets.flatMap((secret) => secretOf.get(secret.id) ?? []),
    ...{ said: task.said, order: orderOf(task) },
    runbook: runbooks.numberOf(runbookOf(task)),
    steps: task.steps.map(step),
    logs: task.logs.map(log),
    fillIn: placeholderLines(task).map((line) => texts.numberOf(line)),
  };
}

const credentialOf = ({ evidence, likely }: NonNullable<Task["credential"]>): NonNullable<PageTask["credential"]> => ({
  evidence,
  ...(likely === undefined ? {} : { likely }),
});

function runbookOf({ runbook }: Task): PageRunbook {
  const { id, title, reviewed, sources, sideEffects, privilege, overlap } = runbook;
  const [unconfirmed] = unconfirmedPhrase(runbook);
  return {
    ...{ id, title, reviewed, sources, sideEffects, privilege, overlap: OVERLAP_PHRASE[overlap] },
    ...(unconfirmed === undefined ? {} : { unconfirmed }),
  };
}

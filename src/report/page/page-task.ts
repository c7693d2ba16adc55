import type { Risk } from "../../rotation/risk.ts";
import type { Task, TaskStep } from "../../rotation/task.ts";
import { stepKeys } from "../../rotation/ticks.ts";
import { type Order, orderOf } from "../../rotation/transitions.ts";
import { taskWord } from "../../rotation/work.ts";
import { OVERLAP_PHRASE, unconfirmedPhrase } from "../phrases.ts";
import { placeholderLines } from "../placeholders.ts";
import type { Texts } from "./build-page.ts";
import { type Interned, interned } from "./interned.ts";
import type { PageLog, PageRunbook, PageStep, PageTask } from "./page-data.ts";

/** What tasks have in common. */
export interface TaskPools {
  readonly runbooks: Interned<PageRunbook>;
  readonly steps: Interned<PageStep>;
  readonly logs: Interned<PageLog>;
  readonly terms: Interned<Risk["terms"][number]>;
  readonly orders: Interned<Order>;
}

export const taskPools = (): TaskPools => ({
  runbooks: interned((one) => JSON.stringify(one)),
  steps: interned((one) => JSON.stringify(one)),
  logs: interned((one) => JSON.stringify(one)),
  terms: interned(({ reason, points }) => `${points} ${reason}`),
  orders: interned((one) => JSON.stringify(one)),
});

interface Context {
  readonly texts: Texts;
  readonly pools: TaskPools;
  /** Index of a secret by its id. */
  readonly secretOf: ReadonlyMap<string, number>;
}

/** A task of the plan; what many tasks say in the same words is told once. */
export function pageTask(task: Task, { texts, pools, secretOf }: Context): PageTask {
  const { id, title, severity, validity, state, risk, after, wave, base, due, overdue, owner } = task;
  const { credential } = task;
  const word = taskWord(task);
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
    ...{ id, title, severity, validity, state, after, wave },
    ...(word === state ? {} : { word }),
    risk: { score: risk.score, terms: risk.terms.map(pools.terms.numberOf) },
    ...(base === undefined ? {} : { base }),
    ...(due === undefined ? {} : { due, overdue: overdue === true }),
    ...(owner === undefined ? {} : { owner }),
    ...(credential === undefined ? {} : { credential: credentialOf(credential) }),
    secrets: task.secrets.flatMap((secret) => secretOf.get(secret.id) ?? []),
    ...{ said: task.said, order: pools.orders.numberOf(orderOf(task)) },
    runbook: pools.runbooks.numberOf(runbookOf(task)),
    steps: task.steps.map((one, index) => pools.steps.numberOf(step(one, index))),
    logs: task.logs.map((one) => pools.logs.numberOf(log(one))),
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

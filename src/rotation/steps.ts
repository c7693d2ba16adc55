import type { Facts } from "../domain/finding.ts";
import { fill } from "./fill.ts";
import type { Runbook, RunbookLog, RunbookStep, StepKind } from "./runbook.ts";
import type { TaskStep } from "./task.ts";
import { stepKeys } from "./ticks.ts";
import type { Milestone } from "./work.ts";

/**
 * What has to be said for a step to be done. A purge is proven by the registry instead: no image that holds the secret is
 * left. A secret that no image ever held has nothing to prove it by.
 */
const DONE_BY: Readonly<Record<Exclude<StepKind, "purge">, Milestone>> = {
  contain: "disabled",
  create: "replacing",
  deploy: "deployed",
  disable: "disabled",
  soak: "deleted",
  delete: "deleted",
  verify: "verified",
};

export interface StepContext {
  readonly facts: Facts;
  readonly said: readonly Milestone[];
  /** No registry holds an image with it any more. */
  readonly gone: boolean;
  /** Keys of steps that somebody ticked, see ticks.ts. */
  readonly ticked: ReadonlySet<string>;
}

/** The steps of a runbook with the facts filled in and the done ones ticked. */
export function fillSteps(runbook: Runbook, { facts, said, gone, ticked }: StepContext): readonly TaskStep[] {
  const isDone = ({ kind }: RunbookStep): boolean => (kind === "purge" ? gone : said.includes(DONE_BY[kind]));
  const keys = stepKeys(runbook.steps);
  return runbook.steps.map((step, index) => ({
    ...step,
    text: fill(step.text, facts),
    ...(step.ui === undefined ? {} : { ui: fill(step.ui, facts) }),
    ...(step.command === undefined ? {} : { command: fill(step.command, facts) }),
    done: isDone(step) || ticked.has(keys[index] ?? ""),
  }));
}

/** The runbook with the facts in what it says of rights, side effects and what is to be filled in. */
export const fillAdvice = ({ placeholders, ...runbook }: Runbook, facts: Facts): Runbook => ({
  ...runbook,
  privilege: fill(runbook.privilege, facts),
  sideEffects: fill(runbook.sideEffects, facts),
  ...(placeholders === undefined
    ? {}
    : {
        placeholders: Object.fromEntries(
          Object.entries(placeholders).map(([name, where]) => [name, fill(where, facts)]),
        ),
      }),
});

export const fillLogs = (runbook: Runbook, facts: Facts): readonly RunbookLog[] =>
  runbook.logs.map(({ text, query, noQuery }) => ({
    text: fill(text, facts),
    ...(query === undefined ? {} : { query: fill(query, facts) }),
    ...(noQuery === undefined ? {} : { noQuery: fill(noQuery, facts) }),
  }));

import type { PageStep, PageTask } from "../src/report/page/page-data.ts";
import { STATE_OF_STEP } from "../src/rotation/ticks.ts";
import { refusal } from "../src/rotation/transitions.ts";
import { applyEvent, type Work } from "../src/rotation/work.ts";
import type { Case } from "./case.ts";

/** Why the case would not take a step after those that were ticked before it, in words; undefined: it would. */
export function tooEarly(of: Case, task: PageTask, step: PageStep): string | undefined {
  let work: Work = { state: task.state, said: task.said };
  const order = of.order(task);
  for (const { key, kind } of of.steps(task)) {
    const state = STATE_OF_STEP[kind];
    if (key === step.key) return state === undefined || state === work.state ? undefined : refusal(work, state, order);
    if (state === undefined || state === work.state || !of.ticks.has(task, key)) continue;
    if (refusal(work, state, order) === undefined)
      work = applyEvent(work, { fingerprint: "", kind: "state", state, actor: "", at: "" });
  }
  return undefined;
}

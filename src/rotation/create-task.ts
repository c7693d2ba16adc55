import type { Facts } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import { isOpen } from "../domain/rotation.ts";
import { exposeUnit } from "./exposed.ts";
import { imagesOf, summarizeExposures } from "./exposures.ts";
import type { OwnerOf } from "./owner.ts";
import { rateUnit } from "./rate-unit.ts";
import type { Runbook } from "./runbook.ts";
import type { Sla } from "./sla.ts";
import { fillAdvice, fillLogs, fillSteps } from "./steps.ts";
import type { ExposedUnit, Task, Unit } from "./task.ts";
import { tickedSteps } from "./ticks.ts";
import type { ExposureWindow } from "./window.ts";
import { type Milestone, workOfSecret } from "./work.ts";

interface TaskContext {
  readonly runbook: Runbook;
  readonly now: Date;
  readonly sla: Sla;
  readonly owners: OwnerOf | undefined;
}

/** Everything a person needs to rotate one unit. Its facts are joined. */
export function createTask(unit: Unit, { runbook, now, sla, owners }: TaskContext): Task {
  const { secrets } = unit;
  const [lead] = secrets;
  const exposed = exposeUnit(unit, owners);
  const facts: Facts = Object.assign({}, ...[...secrets].reverse().map((secret) => secret.facts));
  const said = saidOfAll(secrets, now);
  const known = {
    ...facts,
    ...windowFacts(exposed.window, now),
    secretId: (secrets.at(1) ?? lead).id,
    leadId: lead.id,
  };
  return {
    ...rateUnit({ ...unit, exposed }, { now, sla }),
    said,
    after: [],
    facts,
    exposures: () => summarizeExposures(secrets),
    images: () => imagesOf(secrets),
    runbook: fillAdvice(runbook, known),
    steps: fillSteps(runbook, { facts: known, said, gone: isGone(exposed), ticked: tickedOfAll(secrets, now) }),
    logs: fillLogs(runbook, known),
  };
}

/** No registry holds an image with it any more. */
const isGone = ({ each, window }: ExposedUnit): boolean => !window.served && each.some(({ ways }) => ways.length > 0);

/**
 * The days between which others could read it, for the queries of logs. One that is not certain is left out: a query that
 * begins too late is worse than one to fill in.
 */
function windowFacts({ from, maybeEarlier, to, served }: ExposureWindow, now: Date): Facts {
  const since = maybeEarlier === undefined ? dayOf(from) : undefined;
  const until = dayOf(served ? now.toISOString() : to);
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

const dayOf = (date: string | undefined): string | undefined => /^\d{4}-\d{2}-\d{2}/.exec(date ?? "")?.[0];

/** What is said of each secret whose work is open, or of each when none is. */
function saidOfAll(secrets: readonly Secret[], now: Date): readonly Milestone[] {
  const [first = [], ...rest] = withWork(secrets).map((secret) => workOfSecret(secret, now).said);
  return first.filter((one) => rest.every((said) => said.includes(one)));
}

/** Steps that are ticked for each of them. */
function tickedOfAll(secrets: readonly Secret[], now: Date): ReadonlySet<string> {
  const [first = new Set<string>(), ...rest] = withWork(secrets).map((secret) => tickedSteps(secret, now));
  return new Set([...first].filter((step) => rest.every((ticked) => ticked.has(step))));
}

const withWork = (secrets: readonly Secret[]): readonly Secret[] => {
  const open = secrets.filter(({ state }) => isOpen(state));
  return open.length > 0 ? open : secrets;
};

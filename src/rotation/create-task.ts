import type { Facts, Severity, Validity } from "../domain/finding.ts";
import type { ImageExposure, Secret, WorkState } from "../domain/rotation.ts";
import { isOpen, WORK_STATES } from "../domain/rotation.ts";
import { baseOf } from "./base-image.ts";
import { imagesOf, summarizeExposures } from "./exposures.ts";
import { type OwnerOf, ownerOf } from "./owner.ts";
import { powerOf, WAVES, type Wave } from "./power.ts";
import type { Risk } from "./risk.ts";
import { isCanary, scoreRisk } from "./risk.ts";
import type { Runbook } from "./runbook.ts";
import { deadlineOf, type Sla } from "./sla.ts";
import { fillAdvice, fillLogs, fillSteps } from "./steps.ts";
import type { ExposureSummary, Task, Unit } from "./task.ts";
import { tickedSteps } from "./ticks.ts";
import { validityAt } from "./validity.ts";
import { type ExposureWindow, exposureWindow } from "./window.ts";
import { type Milestone, workOfSecret } from "./work.ts";

interface TaskContext {
  readonly runbook: Runbook;
  readonly now: Date;
  readonly sla: Sla;
  readonly owners: OwnerOf | undefined;
}

/** Everything a person needs to rotate one unit. Its state is that of the secret that is least far; its facts are joined. */
export function createTask({ secrets, credential }: Unit, { runbook, now, sla, owners }: TaskContext): Task {
  const [lead] = secrets;
  const images = imagesOf(secrets);
  const exposures = summarizeExposures(secrets);
  const facts: Facts = Object.assign({}, ...[...secrets].reverse().map((secret) => secret.facts));
  const state = leastFar(secrets);
  const said = saidOfAll(secrets, now);
  const base = baseOf(secrets);
  const window = exposureWindow(images);
  const assessed = assess(secrets, now);
  const owner = ownerOf(images, owners);
  const known = { ...facts, ...windowFacts(window, now), secretId: (secrets.at(1) ?? lead).id, leadId: lead.id };
  return {
    id: lead.id,
    title: credential?.title ?? lead.title,
    secrets,
    ...(credential === undefined ? {} : { credential }),
    severity:
      first(
        SEVERITIES,
        secrets.map(({ severity }) => severity),
      ) ?? lead.severity,
    ...assessed,
    state,
    said,
    risk: riskOf({ secrets, credential }, { images, exposures, now }),
    wave: secrets.some(isCanary) || NOTHING_LEFT.includes(assessed.validity) ? 5 : waveOf(secrets),
    after: [],
    window,
    ...(base === undefined ? {} : { base }),
    ...deadlineOf(secrets, { sla, now }),
    ...(owner === undefined ? {} : { owner }),
    facts,
    exposures: () => summarizeExposures(secrets),
    images: () => imagesOf(secrets),
    imageCounts: secrets.length === 1 ? [images.length] : secrets.map((secret) => imagesOf([secret]).length),
    runbook: fillAdvice(runbook, known),
    steps: fillSteps(runbook, {
      facts: known,
      said,
      images,
      ticked: tickedOfAll(secrets, now),
    }),
    logs: fillLogs(runbook, known),
  };
}

function assess(secrets: Unit["secrets"], now: Date): Pick<Task, "validity" | "validityReason"> {
  const assessed = secrets.map((secret) => validityAt(secret, now));
  const validities = assessed.map((one) => one.validity);
  const validity = first(VALIDITIES, validities) ?? secrets[0].validity;
  const reason = assessed.find((one) => one.validity === validity && one.reason !== undefined)?.reason;
  return { validity, ...(reason === undefined ? {} : { validityReason: reason }) };
}

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

const NOTHING_LEFT: readonly Validity[] = ["dead", "expired", "malformed"];

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
/** A credential is as dead as its deadest part, unless a provider said that it works. */
const VALIDITIES: readonly Validity[] = ["active", "dead", "expired", "unknown", "malformed"];

const waveOf = (secrets: readonly Secret[]): Wave =>
  first(
    WAVES,
    secrets.map((secret) => powerOf(secret).wave),
  ) ?? 4;

const first = <T>(order: readonly T[], values: readonly T[]): T | undefined =>
  order.find((one) => values.includes(one));

function leastFar(secrets: readonly Secret[]): WorkState {
  const states = secrets.map(({ state }) => state);
  const open = states.filter(isOpen);
  return first(WORK_STATES, open.length > 0 ? open : states) ?? "new";
}

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

/** That of its worst secret; both halves in one hand make it worse. */
function riskOf({ secrets, credential }: Unit, { now, ...whole }: Shown & { readonly now: Date }): Risk {
  const risks = secrets.map((secret) => {
    const { images, exposures } = secrets.length === 1 ? whole : shownOf(secret);
    return scoreRisk({ secret, images, exposure: exposures[0]?.exposure, assessment: validityAt(secret, now), now });
  });
  const worst = risks.reduce((a, b) => (b.score > a.score ? b : a));
  if (credential === undefined) return worst;
  const joined =
    credential.likely === true
      ? { reason: "likely all parts of the credential were found", points: 5 }
      : { reason: "all parts of the credential were found", points: 10 };
  return { score: worst.score + joined.points, terms: [...worst.terms, joined] };
}

interface Shown {
  readonly images: readonly ImageExposure[];
  readonly exposures: readonly ExposureSummary[];
}

const shownOf = (secret: Secret): Shown => ({ images: imagesOf([secret]), exposures: summarizeExposures([secret]) });

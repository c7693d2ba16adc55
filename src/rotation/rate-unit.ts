import type { Severity, Validity } from "../domain/finding.ts";
import type { Secret, WorkState } from "../domain/rotation.ts";
import { isOpen, WORK_STATES } from "../domain/rotation.ts";
import { baseOf } from "./base-image.ts";
import type { Exposed } from "./exposed.ts";
import { powerOf, WAVES, type Wave } from "./power.ts";
import type { Risk } from "./risk.ts";
import { isCanary, scoreRisk } from "./risk.ts";
import { deadlineOf, type Sla } from "./sla.ts";
import type { ExposedUnit, RatedTask, Unit } from "./task.ts";
import { type Assessment, validityAt } from "./validity.ts";

/** A unit, with what its images come to: they need not be at hand. */
export interface SeenUnit extends Unit {
  readonly exposed: ExposedUnit;
}

interface RateContext {
  readonly now: Date;
  readonly sla: Sla;
}

/** Where the work on a unit stands in the order of work. Its state is that of the secret that is least far. */
export function rateUnit({ secrets, credential, exposed }: SeenUnit, { now, sla }: RateContext): RatedTask {
  const [lead] = secrets;
  const { each, window, owner } = exposed;
  const assessed = secrets.map((secret, at) => assess({ secret, exposed: each[at] }, now));
  const base = baseOf(secrets);
  const whole = assessUnit(assessed);
  return {
    id: lead.id,
    title: credential?.title ?? lead.title,
    secrets,
    members: assessed.map(({ secret, exposed: own, validity }) => ({ secret, exposed: own, validity })),
    ...(credential === undefined ? {} : { credential }),
    severity:
      first(
        SEVERITIES,
        secrets.map(({ severity }) => severity),
      ) ?? lead.severity,
    ...whole,
    state: leastFar(secrets),
    risk: riskOf({ assessed, credential }, now),
    wave: secrets.some(isCanary) || NOTHING_LEFT.includes(whole.validity) ? 5 : waveOf(secrets),
    window,
    ...(base === undefined ? {} : { base }),
    ...deadlineOf(assessed, { sla, now }),
    ...(owner === undefined ? {} : { owner }),
  };
}

interface Assessed extends Assessment {
  readonly secret: Secret;
  readonly exposed: Exposed;
}

function assess(
  { secret, exposed }: { readonly secret: Secret; readonly exposed: Exposed | undefined },
  now: Date,
): Assessed {
  if (exposed === undefined) throw new Error(`nothing is known of the images of ${secret.id}`);
  return { secret, exposed, ...validityAt(secret, now, () => exposed.dates) };
}

function assessUnit(assessed: readonly Assessed[]): Pick<RatedTask, "validity" | "validityReason"> {
  const validities = assessed.map((one) => one.validity);
  const validity = first(VALIDITIES, validities) ?? "unknown";
  const reason = assessed.find((one) => one.validity === validity && one.reason !== undefined)?.reason;
  return { validity, ...(reason === undefined ? {} : { validityReason: reason }) };
}

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

/** That of its worst secret; both halves in one hand make it worse. */
function riskOf(
  { assessed, credential }: { readonly assessed: readonly Assessed[]; readonly credential: Unit["credential"] },
  now: Date,
): Risk {
  const risks = assessed.map(({ secret, exposed, ...assessment }) => scoreRisk({ secret, exposed, assessment, now }));
  const worst = risks.reduce((a, b) => (b.score > a.score ? b : a));
  if (credential === undefined) return worst;
  const joined =
    credential.likely === true
      ? { reason: "likely all parts of the credential were found", points: 5 }
      : { reason: "all parts of the credential were found", points: 10 };
  return { score: worst.score + joined.points, terms: [...worst.terms, joined] };
}

import type { Facts } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import type { Task } from "../rotation/task.ts";
import { validityAt } from "../rotation/validity.ts";
import { canaryAccount, canaryHost } from "../scan/structure/canary.ts";
import type { Places, ShownRequest, Subject, Verifier } from "../verify/verifier.ts";

/** A question that can be asked, with exactly what it would send. */
export interface Check {
  readonly verifier: Verifier;
  readonly subject: Subject;
  /** Leading secret first. */
  readonly secrets: readonly Secret[];
  readonly requests: readonly ShownRequest[];
}

/** A secret that its provider could be asked about, and why it is not. */
export interface LeftOut {
  readonly verifier: Verifier;
  readonly secret: Secret;
  readonly reason: string;
}

export interface Checks {
  readonly ready: readonly Check[];
  readonly leftOut: readonly LeftOut[];
}

export interface PlanChecks {
  readonly verifiers: readonly Verifier[];
  readonly places: Places;
  readonly now: Date;
  /** Fingerprints of the secrets that were named; undefined: all. */
  readonly only?: ReadonlySet<string>;
  /** User name of those that were found without one. */
  readonly user?: string;
  readonly forceCanary: boolean;
}

/** What can be asked about the tasks of a plan, in their order. Nothing is sent. */
export function planChecks(tasks: readonly Task[], plan: PlanChecks): Checks {
  const ready: Check[] = [];
  const leftOut: LeftOut[] = [];
  for (const task of tasks)
    for (const verifier of plan.verifiers)
      for (const found of verifier.subjects(task.secrets)) {
        const subject = plan.user === undefined ? found : { ...found, user: plan.user };
        const secrets = Object.values(subject.parts);
        const [secret] = secrets;
        if (secret === undefined || !isNamed(secrets, plan)) continue;
        const requests = verifier.requests(subject, plan.places);
        const reason = whyNot(secrets, plan) ?? ("obstacle" in requests ? requests.obstacle : undefined);
        if (reason !== undefined) leftOut.push({ verifier, secret, reason });
        else if (!("obstacle" in requests)) ready.push({ verifier, subject, secrets, requests });
      }
  return { ready, leftOut };
}

const isNamed = (secrets: readonly Secret[], { only }: PlanChecks): boolean =>
  only === undefined || secrets.some(({ fingerprint }) => only.has(fingerprint));

function whyNot(secrets: readonly Secret[], { now, only, forceCanary }: PlanChecks): string | undefined {
  if (!forceCanary && secrets.some(({ facts }) => isCanary(facts)))
    return "a canary: using it alerts somebody (--force-canary asks all the same)";
  for (const secret of secrets) {
    const closed = NOT_OURS[secret.state];
    if (closed !== undefined) return closed;
    const { validity, reason } = validityAt(secret, now);
    if (secret.facts.end === "unknown")
      return "read from a program whose strings have no ends: it may be longer than the secret, and an answer would say nothing";
    if (validity === "malformed") return "malformed: it fails the check of its kind";
    if (validity === "expired") return `expired by construction: ${reason ?? "its time is over"}`;
    if (secret.state === "accepted" && only === undefined) return "accepted; its id asks all the same";
    if (validity === "dead" && only === undefined) return `${reason ?? "dead"}; its id asks again`;
  }
  return undefined;
}

const NOT_OURS: Readonly<Partial<Record<Secret["state"], string>>> = {
  test: "a documented example, or marked as test",
  "false-positive": "marked as false positive",
  "third-party": "marked as somebody else's",
};

/** Also what an older ruleset recorded before the account was known as one. */
const isCanary = (facts: Facts): boolean =>
  facts.canary === true ||
  canaryAccount(facts.account === undefined ? undefined : String(facts.account)) !== undefined ||
  canaryHost(facts.host) !== undefined;

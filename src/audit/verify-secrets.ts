import { setTimeout as wait } from "node:timers/promises";
import type { Facts } from "../domain/finding.ts";
import type { Secret, WorkEvent } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { wasActiveAt } from "../rotation/verified.ts";
import type { Answer, Places, Verifier } from "../verify/verifier.ts";
import type { Check } from "./verify-checks.ts";

/** Pulls the value of a secret again; `purpose` is for the log. Throws UserError when it is to be had no more. */
type Reveal = (
  asked: { readonly secret: Secret; readonly purpose: string },
  signal: AbortSignal,
) => Promise<{ readonly value: string }>;

export interface VerifySecrets {
  readonly checks: readonly Check[];
  readonly reveal: Reveal;
  /** Writes to the log of the case. */
  readonly append: (events: readonly WorkEvent[]) => void;
  readonly places: Places;
  readonly actor: string;
  readonly now: () => Date;
  /** Milliseconds between two questions to one provider. */
  readonly pauseMs: number;
}

/** How one check ended. Without `status` nothing was sent and nothing recorded. */
export interface Verified {
  readonly check: Check;
  readonly status?: "active" | "dead" | "unknown";
  readonly reason: string;
  /** What the log of the case holds of it. */
  readonly data?: Facts;
}

/** Asks one question after the other; each answer is in the log of the case before the next is asked. */
export async function* verifySecrets(input: VerifySecrets, signal: AbortSignal): AsyncGenerator<Verified> {
  const asked = new Set<Verifier>();
  const limited = new Map<Verifier, string>();
  for (const check of input.checks) {
    const limit = limited.get(check.verifier);
    if (limit !== undefined) {
      yield { check, reason: `not asked: ${limit}` };
      continue;
    }
    const values = await valuesOf(check, input, signal);
    if ("missing" in values) {
      yield { check, reason: `not asked: ${values.missing}` };
      continue;
    }
    if (asked.has(check.verifier)) await wait(input.pauseMs, undefined, { signal });
    asked.add(check.verifier);
    const answer = await check.verifier.verify(
      { subject: check.subject, values: values.of, places: input.places },
      signal,
    );
    if (answer.limited) limited.set(check.verifier, limitText(answer));
    yield record(check, { answer: settle(check, answer), input });
  }
}

type Values = { readonly of: Readonly<Record<string, string>> } | { readonly missing: string };

async function valuesOf({ verifier, subject }: Check, { reveal }: VerifySecrets, signal: AbortSignal): Promise<Values> {
  const values: Record<string, string> = {};
  if (!verifier.needsValue) return { of: values };
  const purpose = `to ask ${verifier.title}`;
  try {
    for (const [name, secret] of Object.entries(subject.parts))
      values[name] = (await reveal({ secret, purpose }, signal)).value;
  } catch (error) {
    if (error instanceof UserError) return { missing: error.message };
    throw error;
  }
  return { of: values };
}

const limitText = ({ retryAfter }: Answer): string =>
  `the provider limits calls${retryAfter === undefined ? "" : `, try again in ${retryAfter} s`}`;

type Settled = Answer & { readonly status: "active" | "dead" | "unknown" };

/** A refusal that may have another reason means that it is dead where the same place let it in before. */
function settle({ secrets }: Check, answer: Answer): Settled {
  const { status } = answer;
  if (status !== "refused") return { ...answer, status };
  const worked = secrets.every(({ events }) => wasActiveAt(events, answer.endpoint));
  if (worked) return { ...answer, status: "dead", reason: `${answer.reason}; it was let in before` };
  return { ...answer, status: "unknown" };
}

function record(
  check: Check,
  { answer, input }: { readonly answer: Settled; readonly input: VerifySecrets },
): Verified {
  const { status, endpoint, httpStatus, retryAfter, about = {} } = answer;
  const reason = answer.limited ? limitText(answer) : answer.reason;
  const data: Facts = {
    ...about,
    provider: check.verifier.title,
    status,
    endpoint,
    reason,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  const at = input.now().toISOString();
  const note = `${check.verifier.title}: ${status}, ${reason}`;
  input.append(
    check.secrets.map(({ fingerprint, state }) => ({
      fingerprint,
      kind: "verified",
      state,
      actor: input.actor,
      at,
      note,
      data,
    })),
  );
  return { check, status, reason, data };
}

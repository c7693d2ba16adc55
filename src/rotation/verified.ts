import type { Facts } from "../domain/finding.ts";
import type { WorkEvent } from "../domain/rotation.ts";

/** What a provider said of a secret. `at`: ISO 8601. */
export interface Verified {
  readonly validity: "active" | "dead";
  readonly provider: string;
  readonly endpoint: string;
  readonly at: string;
  /** For people: `GitHub said so on 2026-11-27`. */
  readonly reason: string;
}

/** The newest answer that settles it; events that learned nothing change nothing. Undefined: nobody was asked. */
export function verifiedValidity(events: readonly WorkEvent[]): Verified | undefined {
  const answers = events.flatMap((event) => toVerified(event) ?? []);
  return answers.reduce<Verified | undefined>(
    (newest, one) => (newest === undefined || Date.parse(one.at) >= Date.parse(newest.at) ? one : newest),
    undefined,
  );
}

/** Whether this place let the secret in before: then a refusal by it now means that it is dead. */
export const wasActiveAt = (events: readonly WorkEvent[], endpoint: string): boolean =>
  events.some((event) => {
    const said = toVerified(event);
    return said?.validity === "active" && said.endpoint === endpoint;
  });

function toVerified({ kind, at, data = {} }: WorkEvent): Verified | undefined {
  const { status } = data;
  if (kind !== "verified" || (status !== "active" && status !== "dead")) return undefined;
  const provider = textOf(data, "provider");
  const reason = `${provider} said on ${at.slice(0, 10)} that it is ${status}`;
  return { validity: status, provider, endpoint: textOf(data, "endpoint"), at, reason };
}

const textOf = (data: Facts, name: string): string => String(data[name] ?? "");

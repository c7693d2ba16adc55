import type { Validity } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import { addDuration } from "./duration.ts";
import { verifiedValidity } from "./verified.ts";

export interface Assessment {
  readonly validity: Validity;
  /** Why, when it is more than the scanner's word. */
  readonly reason?: string;
}

/**
 * Whether the secret can still work at `now`, without the network. What its provider said (`verified` events) counts most,
 * but for an expiry after it. Else only `unknown` is refined, to `expired`: by the
 * expiry written in it (`facts.exp`, as in a JWT, or `facts.expiresAt`, ISO 8601), else because its kind lives at most `lifetime` and even the newest
 * image that holds it is older. An image without a believable date leaves it `unknown`.
 */
export function validityAt(secret: Secret, now: Date): Assessment {
  const asked = verifiedValidity(secret.events);
  if (asked === undefined && secret.validity !== "unknown") return { validity: secret.validity };
  const written = expiryFact(secret);
  const end = written ?? lifetimeEnd(secret);
  const isOver = end !== undefined && end <= now.getTime();
  if (asked !== undefined && (asked.validity === "dead" || !isOver || end < Date.parse(asked.at)))
    return { validity: asked.validity, reason: asked.reason };
  if (!isOver) return { validity: "unknown" };
  const day = new Date(end).toISOString().slice(0, 10);
  const reason =
    written === undefined ? `newest image plus a life of ${secret.lifetime} ended ${day}` : `expired ${day}`;
  return { validity: "expired", reason };
}

function expiryFact({ facts }: Secret): number | undefined {
  const at = facts.exp ?? facts.expiresAt;
  return typeof at === "string" ? time(at) : undefined;
}

function lifetimeEnd(secret: Secret): number | undefined {
  if (secret.lifetime === undefined) return undefined;
  const dates = secret.occurrences.flatMap(({ images }) => images.map(({ since }) => imageTime(since)));
  let newest: number | undefined;
  for (const date of dates) {
    if (date === undefined) return undefined;
    newest = Math.max(newest ?? date, date);
  }
  return newest === undefined ? undefined : addDuration(newest, secret.lifetime);
}

/** Reproducible builds write the epoch as creation date; no image is older than Docker itself (March 2013). */
const FIRST_IMAGES = Date.UTC(2013, 2, 1);

function imageTime(since: string | undefined): number | undefined {
  const at = since === undefined ? undefined : time(since);
  return at === undefined || at < FIRST_IMAGES ? undefined : at;
}

function time(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

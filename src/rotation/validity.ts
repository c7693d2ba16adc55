import type { Validity } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import { addDuration, durationWords } from "./duration.ts";
import { lifetimeOf } from "./lifetime.ts";
import { verifiedValidity } from "./verified.ts";

export interface Assessment {
  readonly validity: Validity;
  /** Why, when it is more than the scanner's word. */
  readonly reason?: string;
}

/**
 * Whether the secret can still work at `now`, without the network. What its provider said (`verified` events) counts most,
 * but for an expiry after it. Else only `unknown` is refined, to `expired`: by the expiry written in it (`facts.exp`, as in
 * a JWT, or `facts.expiresAt`, ISO 8601), else because its kind lives for so long at most and it is known to have been there
 * before. A key whose certificate is over may serve elsewhere: that is said, and changes nothing.
 */
export function validityAt(secret: Secret, now: Date): Assessment {
  const asked = verifiedValidity(secret.events);
  if (asked === undefined && secret.validity !== "unknown") return { validity: secret.validity };
  const over = expiry(secret);
  const isOver = over !== undefined && over.end <= now.getTime();
  if (asked !== undefined && (asked.validity === "dead" || !isOver || over.end < Date.parse(asked.at)))
    return { validity: asked.validity, reason: asked.reason };
  if (isOver) return { validity: "expired", reason: over.reason(dayOf(over.end)) };
  const until = dateFact(secret, "certificateUntil");
  return until !== undefined && until <= now.getTime()
    ? { validity: "unknown", reason: `its certificate expired ${dayOf(until)}, the key may still be used` }
    : { validity: "unknown" };
}

/** When time alone changes what is thought of it; ms since the epoch. */
export const endsOf = (secret: Secret): readonly number[] =>
  [expiry(secret)?.end, dateFact(secret, "certificateUntil")].filter((end) => end !== undefined);

/** `end`: ms since the epoch. */
interface Expiry {
  readonly end: number;
  readonly reason: (day: string) => string;
}

function expiry(secret: Secret): Expiry | undefined {
  const written = dateFact(secret, "exp") ?? dateFact(secret, "expiresAt");
  return written === undefined ? lifetimeEnd(secret) : { end: written, reason: (day) => `expired ${day}` };
}

function lifetimeEnd(secret: Secret): Expiry | undefined {
  const lifetime = secret.lifetime ?? lifetimeOf(secret.facts);
  const known = lifetime === undefined ? undefined : knownSince(secret);
  if (lifetime === undefined || known === undefined) return undefined;
  const end = addDuration(known.at, lifetime);
  if (end === undefined) return undefined;
  return {
    end,
    reason: (day) => `${known.how} ${dayOf(known.at)}, lives ${durationWords(lifetime)} at most: over ${day}`,
  };
}

interface Known {
  /** ms since the epoch. */
  readonly at: number;
  readonly how: string;
}

/**
 * The first day on which it is certain that it was there. A push is the registry's word, so the first one counts; a date of
 * creation is the image's own, so the newest counts, and only where all have one.
 */
function knownSince({ occurrences, firstSeen }: Secret): Known | undefined {
  const images = occurrences.flatMap((at) => at.images);
  const pushed = images.filter(({ sinceIs }) => sinceIs === "pushed").map(({ since }) => imageTime(since));
  const created = images.map(({ since }) => imageTime(since));
  const seen = time(firstSeen);
  return [
    ...pushed.filter((at) => at !== undefined).map((at) => ({ at, how: "pushed" })),
    ...newest(created).map((at) => ({ at, how: "newest image of" })),
    ...(seen === undefined ? [] : [{ at: seen, how: "found" }]),
  ].reduce<Known | undefined>(
    (first, known) => (first === undefined || known.at < first.at ? known : first),
    undefined,
  );
}

function newest(dates: readonly (number | undefined)[]): readonly number[] {
  let last: number | undefined;
  for (const date of dates) {
    if (date === undefined) return [];
    last = Math.max(last ?? date, date);
  }
  return last === undefined ? [] : [last];
}

/** Reproducible builds write the epoch as creation date; no image is older than Docker itself (March 2013). */
const FIRST_IMAGES = Date.UTC(2013, 2, 1);

function imageTime(since: string | undefined): number | undefined {
  const at = since === undefined ? undefined : time(since);
  return at === undefined || at < FIRST_IMAGES ? undefined : at;
}

function dateFact({ facts }: Secret, name: string): number | undefined {
  const at = facts[name];
  return typeof at === "string" ? time(at) : undefined;
}

function time(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

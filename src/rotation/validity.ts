import type { Validity } from "../domain/finding.ts";
import type { ImageExposure, Secret } from "../domain/rotation.ts";
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
export function validityAt(secret: Secret, now: Date, dates = datesOf(secret)): Assessment {
  const asked = verifiedValidity(secret.events);
  if (asked === undefined && secret.validity !== "unknown") return { validity: secret.validity };
  const over = expiry(secret, dates);
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
export const endsOf = (secret: Secret, dates: Dates): readonly number[] =>
  [expiry(secret, dates)?.end, dateFact(secret, "certificateUntil")].filter((end) => end !== undefined);

/** `end`: ms since the epoch. */
interface Expiry {
  readonly end: number;
  readonly reason: (day: string) => string;
}

function expiry(secret: Secret, dates: Dates): Expiry | undefined {
  const written = dateFact(secret, "exp") ?? dateFact(secret, "expiresAt");
  return written === undefined ? lifetimeEnd(secret, dates) : { end: written, reason: (day) => `expired ${day}` };
}

function lifetimeEnd(secret: Secret, dates: Dates): Expiry | undefined {
  const lifetime = secret.lifetime ?? lifetimeOf(secret.facts);
  const known = lifetime === undefined ? undefined : knownSince(secret, dates());
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

/** Days on which images were there, ms since the epoch. */
export interface ImageDates {
  /** The first push: that is the registry's word. */
  readonly pushed?: number;
  /** The newest of all dates, as that of a creation is the image's own; absent where an image has none. */
  readonly newest?: number;
}

/** Worked out only where they count: few secrets end by themselves. */
type Dates = () => ImageDates;

const datesOf =
  ({ occurrences }: Secret): Dates =>
  () =>
    imageDates(occurrences.flatMap(({ images }) => images));

export function imageDates(images: readonly Pick<ImageExposure, "since" | "sinceIs">[]): ImageDates {
  let pushed: number | undefined;
  for (const { since, sinceIs } of images) {
    const at = sinceIs === "pushed" ? imageTime(since) : undefined;
    if (at !== undefined) pushed = Math.min(pushed ?? at, at);
  }
  const last = newestOf(images.map(({ since }) => imageTime(since)));
  return { ...(pushed === undefined ? {} : { pushed }), ...(last === undefined ? {} : { newest: last }) };
}

/** The first day on which it is certain that it was there. */
function knownSince({ firstSeen }: Secret, { pushed, newest }: ImageDates): Known | undefined {
  const seen = time(firstSeen);
  return [
    ...(pushed === undefined ? [] : [{ at: pushed, how: "pushed" }]),
    ...(newest === undefined ? [] : [{ at: newest, how: "newest image of" }]),
    ...(seen === undefined ? [] : [{ at: seen, how: "found" }]),
  ].reduce<Known | undefined>(
    (first, known) => (first === undefined || known.at < first.at ? known : first),
    undefined,
  );
}

function newestOf(dates: readonly (number | undefined)[]): number | undefined {
  let last: number | undefined;
  for (const date of dates) {
    if (date === undefined) return undefined;
    last = Math.max(last ?? date, date);
  }
  return last;
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

import type { Severity } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import type { Wave } from "./power.ts";
import { leakedAgain } from "./succession.ts";
import { type Tracked, type Turn, trendOf, turnsOf } from "./trend.ts";

/** The case at the end of an audit; without `run`: now. */
export interface CaseMoment {
  readonly run?: number;
  /** ISO 8601. */
  readonly at: string;
  /** Fingerprints of the secrets that some image held. */
  readonly held: ReadonlySet<string>;
}

export interface ChangedSecret {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly wave: Wave;
  /** It stands in images that were known before: newer rules found it, or they were not read before. */
  readonly inKnownImages?: true;
  /** What opened it again, where it was closed. */
  readonly reopenedBy?: Turn["by"];
  /** Values that were said to be dead, whose place it took. */
  readonly leakedAfter?: readonly string[];
}

/** What became of the secrets between two moments. */
interface SecretChanges {
  readonly new: readonly ChangedSecret[];
  /** Closed then and open now, seen again by an audit after its end, or no longer accepted. */
  readonly reopened: readonly ChangedSecret[];
  readonly closed: readonly ChangedSecret[];
  /** No image holds them any more. */
  readonly gone: readonly ChangedSecret[];
  /** Known before, held by no image then, and held again. */
  readonly back: readonly ChangedSecret[];
}

interface WaveChange {
  readonly wave: Wave;
  /** Open secrets. */
  readonly from: number;
  readonly to: number;
}

export interface Compared {
  readonly secrets: SecretChanges;
  /** Waves that had work at either moment. */
  readonly waves: readonly WaveChange[];
}

/**
 * In the order of the list. Of a secret that was closed and re-opened in between, the last of it counts; one that somebody
 * closed in between and opened again is as it was.
 */
export function compareRuns(
  secrets: readonly (Secret & Tracked)[],
  { from, to }: { readonly from: CaseMoment; readonly to: CaseMoment },
): Compared {
  const byId = new Map(secrets.map((secret) => [secret.id, secret]));
  const inside = (at: string): boolean => at > from.at && at <= to.at;
  const changedOf = (secret: Secret & Tracked): ChangedSecret =>
    changed(secret, { byId, isNew: inside(secret.firstSeen), from });
  const pick = (test: (secret: Secret & Tracked) => boolean): readonly ChangedSecret[] =>
    secrets.filter(test).map(changedOf);
  const turnOf = (secret: Secret & Tracked, open: boolean): Turn | undefined => {
    const turns = turnsOf(secret).filter(({ at }) => at <= to.at);
    const last = turns.at(-1);
    if (last === undefined || last.first || last.open !== open || !inside(last.at)) return undefined;
    const before = turns.findLast(({ at }) => at <= from.at);
    return !open || last.by !== "word" || before?.open === false ? last : undefined;
  };
  return {
    secrets: {
      new: pick(({ firstSeen }) => inside(firstSeen)),
      reopened: secrets.flatMap((secret) => {
        const turn = turnOf(secret, true);
        return turn === undefined ? [] : [{ ...changedOf(secret), reopenedBy: turn.by }];
      }),
      closed: pick((secret) => turnOf(secret, false) !== undefined),
      gone: pick(({ fingerprint }) => from.held.has(fingerprint) && !to.held.has(fingerprint)),
      back: pick(
        ({ fingerprint, firstSeen }) => firstSeen <= from.at && !from.held.has(fingerprint) && to.held.has(fingerprint),
      ),
    },
    waves: waveChanges(secrets, [from, to]),
  };
}

interface Context {
  readonly byId: ReadonlyMap<string, Secret>;
  readonly isNew: boolean;
  readonly from: CaseMoment;
}

function changed(secret: Secret & Tracked, { byId, isNew, from }: Context): ChangedSecret {
  const { id, title, severity, wave, occurrences, follows = [] } = secret;
  const seen = occurrences.flatMap(({ images }) => images.map(({ firstSeen }) => firstSeen ?? ""));
  const known = isNew && seen.length > 0 && seen.every((at) => at !== "" && at <= from.at);
  const dead = follows.filter((before) => leakedAgain({ ...secret, follows: [before] }, byId));
  return {
    id,
    title,
    severity,
    wave,
    ...(known ? { inKnownImages: true as const } : {}),
    ...(dead.length === 0 ? {} : { leakedAfter: dead }),
  };
}

const waveChanges = (
  secrets: readonly Tracked[],
  moments: readonly [CaseMoment, CaseMoment],
): readonly WaveChange[] => {
  const [before, after] = trendOf(
    secrets,
    moments.map(({ at }, id) => ({ id, startedAt: at, endedAt: at, finished: true })),
  );
  return (before?.waves ?? [])
    .map(({ wave, open }, index) => ({ wave, from: open, to: after?.waves[index]?.open ?? 0 }))
    .filter(({ from, to }) => from > 0 || to > 0);
};

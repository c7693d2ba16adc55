import type { Severity } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import type { Wave } from "./power.ts";
import { leakedAgain } from "./succession.ts";
import { type Tracked, trendOf, turnsOf } from "./trend.ts";

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
  /** Values that were said to be dead, whose place it took. */
  readonly leakedAfter?: readonly string[];
}

/** What became of the secrets between two moments. */
interface SecretChanges {
  readonly new: readonly ChangedSecret[];
  /** Closed before, and open again. */
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

/** In the order of the list. Of a secret that was closed and re-opened in between, the last of it counts. */
export function compareRuns(
  secrets: readonly (Secret & Tracked)[],
  { from, to }: { readonly from: CaseMoment; readonly to: CaseMoment },
): Compared {
  const byId = new Map(secrets.map((secret) => [secret.id, secret]));
  const inside = (at: string): boolean => at > from.at && at <= to.at;
  const pick = (test: (secret: Secret & Tracked) => boolean): readonly ChangedSecret[] =>
    secrets.filter(test).map((secret) => changed(secret, { byId, isNew: inside(secret.firstSeen), from }));
  const turned = (secret: Secret & Tracked, open: boolean): boolean => {
    const last = turnsOf(secret).findLast(({ at }) => at <= to.at);
    return last !== undefined && !last.first && last.open === open && inside(last.at);
  };
  return {
    secrets: {
      new: pick(({ firstSeen }) => inside(firstSeen)),
      reopened: pick((secret) => turned(secret, true)),
      closed: pick((secret) => turned(secret, false)),
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

import type { ImageExposure, Occurrence, Secret } from "../domain/rotation.ts";
import { publicCaFacts } from "../rotation/public-ca.ts";
import { workState } from "../rotation/work.ts";
import { openHash } from "../scan/fingerprint.ts";
import { keyHalves, proven } from "../scan/join-halves.ts";
import type { StoredOccurrence } from "../store/secrets.ts";
import type { Store } from "../store/store.ts";
import { createBases } from "./bases.ts";
import { completeSecrets } from "./complete-secrets.ts";
import { containerPath } from "./container-path.ts";
import { createExposures, type Exposures } from "./exposures.ts";
import { hashTokens } from "./hashed-token.ts";
import { joinImports } from "./join-imports.ts";
import { createWhose, type PlaceOf } from "./whose.ts";

/** First 12 hex digits: what people type and reports name. Collisions need 2^24 secrets in one case. */
const ID_LENGTH = 12;

export interface ReadCase {
  /** With the key of the case, every secret carries the plain SHA-256 of its value. */
  readonly revealHash?: Uint8Array;
  /** An acceptance may have ended. */
  readonly now: Date;
}

/** Every secret of the case with its places, the images that show it, and the work done on it. */
export function readSecrets(store: Store, options: ReadCase): readonly Secret[] {
  const exposures = createExposures(store.secrets);
  const events = store.events.all();
  const stored = store.secrets.occurrences();
  const whose = createWhose(stored, store.packages);
  const places = placesBySecret(stored, exposures);
  const bases = createBases(store.secrets);
  const halves = keyHalves(store.secrets.halves());
  const hashedToken = hashTokens(store);
  const secrets = store.secrets.all().map((row): readonly [number, Secret] => {
    const secret = proven(row, halves);
    const log = events.get(secret.fingerprint) ?? [];
    const { id, sealedHash, known, withoutValue, ...about } = secret;
    const occurrences = (places.get(id) ?? []).map((place) => ({
      ...toOccurrence(place.stored, place.images),
      ...whose(place.stored, about.confidence),
    }));
    const base = bases(occurrences);
    const read = {
      ...about,
      facts: { ...about.facts, ...publicCaFacts(about.facts), ...hashedToken(secret) },
      id: secretId(secret.fingerprint),
      state: workState(log, { now: options.now, first: known === "test" ? "test" : "new" }),
      events: log,
      occurrences,
      ...(base === undefined ? {} : { base }),
      ...(withoutValue === 1 ? { withoutValue: true as const } : {}),
      ...(options.revealHash === undefined || withoutValue === 1
        ? {}
        : { sha256: openHash({ key: options.revealHash, fingerprint: secret.fingerprint, sealedHash }) }),
    };
    return [id, read];
  });
  return joinImports({ imports: store.imports, secrets: completeSecrets(store, new Map(secrets)), exposures });
}

interface Place {
  readonly stored: StoredOccurrence;
  readonly images: readonly ImageExposure[];
}

/**
 * The blobs are gone through in the order in which audits saw them: images of one repository, and what they share, lie side
 * by side in the case. The places of a secret stay in the order of the occurrences.
 */
function placesBySecret(occurrences: readonly StoredOccurrence[], exposures: Exposures): ReadonlyMap<number, Place[]> {
  const images = new Map<StoredOccurrence, readonly ImageExposure[]>();
  const blobs = [...groupedBy(occurrences, ({ blobId }) => blobId)].sort(([a], [b]) => a - b);
  for (const [, ofBlob] of blobs) {
    const shown = exposures(ofBlob);
    for (const [index, occurrence] of ofBlob.entries()) images.set(occurrence, shown[index] ?? []);
  }
  return groupedBy(
    occurrences.map((stored) => ({ stored, images: images.get(stored) ?? [] })),
    ({ stored }) => stored.secretId,
  );
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

const secretId = (fingerprint: string): string => fingerprint.slice(0, ID_LENGTH);

const toOccurrence = (stored: StoredOccurrence, images: readonly ImageExposure[]): Omit<Occurrence, keyof PlaceOf> => ({
  blob: stored.blob,
  kind: stored.kind,
  path: stored.kind === "file" ? containerPath(stored.path, images) : stored.path,
  line: stored.line,
  span: { start: stored.start, end: stored.end },
  ruleId: stored.ruleId,
  images,
  ...(stored.name === null ? {} : { name: stored.name }),
});

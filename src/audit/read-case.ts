import type { Secret } from "../domain/rotation.ts";
import { publicCaFacts } from "../rotation/public-ca.ts";
import { workState } from "../rotation/work.ts";
import { openHash } from "../scan/fingerprint.ts";
import { keyHalves, proven } from "../scan/join-halves.ts";
import type { Store } from "../store/store.ts";
import { createBases } from "./bases.ts";
import { completeSecrets } from "./complete-secrets.ts";
import { createExposures } from "./exposures.ts";
import { hashTokens } from "./hashed-token.ts";
import { createImageLists, type ImageLists } from "./image-lists.ts";
import { joinImports } from "./join-imports.ts";
import { createKnownLayers } from "./known-layers.ts";
import { readOccurrences } from "./read-occurrences.ts";

/** First 12 hex digits: what people type and reports name. Collisions need 2^24 secrets in one case. */
const ID_LENGTH = 12;

export interface ReadCase {
  /** With the key of the case, every secret carries the plain SHA-256 of its value. */
  readonly revealHash?: Uint8Array;
  /** An acceptance may have ended. */
  readonly now: Date;
  /** For who keeps what it says of images. */
  readonly lists?: ImageLists;
}

/** Every secret of the case with its places, the images that show it, and the work done on it, in the order in which audits saw them. */
export function readSecrets(store: Store, options: ReadCase): readonly Secret[] {
  const layers = createKnownLayers(store.secrets);
  const exposures = createExposures(
    { ...store.secrets, ...layers, tags: store.secrets.tagsTogether() },
    options.lists ?? createImageLists(),
  );
  const events = store.events.all();
  const halves = keyHalves(store.secrets.halves());
  const rows = store.secrets.all().map((row) => proven(row, halves));
  const places = readOccurrences(store, {
    exposures,
    confidences: new Map(rows.map((row) => [row.id, row.confidence])),
  });
  const bases = createBases(layers);
  const hashedToken = hashTokens(store);
  const secrets = inOrderOf(places, rows).map((secret): readonly [number, Secret] => {
    const log = events.get(secret.fingerprint) ?? [];
    const { id, sealedHash, known, withoutValue, ...about } = secret;
    const occurrences = places.get(id) ?? [];
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

/** Those that stand in one blob one after the other: images are made for all of them at once. */
function inOrderOf<T extends { readonly id: number }>(
  places: ReadonlyMap<number, unknown>,
  rows: readonly T[],
): readonly T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...[...places.keys()].flatMap((id) => byId.get(id) ?? []), ...rows.filter(({ id }) => !places.has(id))];
}

const secretId = (fingerprint: string): string => fingerprint.slice(0, ID_LENGTH);

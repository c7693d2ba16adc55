import type { Digest } from "../domain/digest.ts";
import type { Secret } from "../domain/rotation.ts";
import type { Store } from "../store/store.ts";
import type { Sealer } from "./age.ts";
import { sealedEvent } from "./record-scan.ts";
import { type PullValues, pullValues, valuePlaces } from "./value-places.ts";

export interface AskSeal {
  readonly store: Store;
  readonly secrets: readonly Secret[];
  readonly actor: string;
  /** Told of each place before it is asked, with the bytes of its blob (-1: unknown). */
  readonly onTry?: (place: string, bytes: number) => void;
  /** Told of each place that does not have what is wanted of it. */
  readonly onMiss?: (text: string) => void;
}

interface SealKnown extends AskSeal, Pick<PullValues, "scanner" | "open"> {
  readonly sealer: Sealer;
}

export interface SealedKnown {
  /** Sealed now. */
  readonly sealed: number;
  /** Sealed to the same recipients before. */
  readonly before: number;
  /** No place gave their value. Places that came without one are not counted. */
  readonly missing: readonly Secret[];
}

/**
 * Seals the values of secrets that were found without it: each blob is pulled once for all that it holds, and only while
 * something in it is still wanted. The log of the case has an entry for each value, or it is not kept.
 */
export async function sealKnown(input: SealKnown, signal: AbortSignal): Promise<SealedKnown> {
  const { store, actor, sealer, onTry, onMiss } = input;
  const secrets = input.secrets.filter(({ withoutValue }) => withoutValue !== true);
  const done = new Set(store.sealed.fingerprints(sealer.recipients));
  const left = new Map(secrets.filter((one) => !done.has(one.fingerprint)).map((one) => [one.fingerprint, one]));
  const wanted = left.size;
  const held = fingerprintsByBlob([...left.values()]);
  const occurrences = [...left.values()].flatMap((one) => one.occurrences);
  for (const place of valuePlaces({ store, occurrences })) {
    const fingerprints = new Set([...(held.get(place.job.blob.digest) ?? [])].filter((one) => left.has(one)));
    if (fingerprints.size === 0) continue;
    onTry?.(place.name, place.job.blob.size);
    const { values, reason } = await pullValues(place, { ...input, fingerprints }, signal);
    for (const [fingerprint, written] of values) {
      const ciphertext = Buffer.from(await sealer.seal(written)).toString("base64");
      const value = { fingerprint, recipients: sealer.recipients, ciphertext };
      const state = left.get(fingerprint)?.state ?? "new";
      store.atomically(() => {
        store.sealed.record([value]);
        store.events.append([sealedEvent(value, { actor, state })]);
      });
      left.delete(fingerprint);
    }
    if (values.size < fingerprints.size) onMiss?.(`${place.name}: ${reason}`);
  }
  return { sealed: wanted - left.size, before: secrets.length - wanted, missing: [...left.values()] };
}

function fingerprintsByBlob(secrets: readonly Secret[]): ReadonlyMap<Digest, ReadonlySet<string>> {
  const held = new Map<Digest, Set<string>>();
  for (const { fingerprint, occurrences } of secrets)
    for (const { blob } of occurrences) held.set(blob, (held.get(blob) ?? new Set()).add(fingerprint));
  return held;
}

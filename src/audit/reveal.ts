import type { Digest } from "../domain/digest.ts";
import type { Secret } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import type { TypedTarget } from "../registry/index.ts";
import { valueText } from "../scan/value-text.ts";
import type { Store } from "../store/store.ts";
import { openSealed, recipientsOf } from "./open-sealed.ts";
import { type PullValues, pullValues, valuePlaces } from "./value-places.ts";

/** A value, in memory only. */
export interface RevealedSecret {
  readonly value: string;
  readonly blob: Digest;
  readonly path: string;
}

/** The same with the bytes as they are, which need be no text. */
export interface RevealedValue extends RevealedSecret {
  readonly bytes: Uint8Array;
}

export interface AskReveal {
  readonly store: Store;
  readonly secret: Secret;
  /** What it is wanted for, for the log; it may be empty. */
  readonly purpose: string;
  readonly actor: string;
  /** Part of `registry/repository@sha256:... path`: only these places are tried. */
  readonly place?: string | undefined;
  /** A registry, repository or archive that is asked in place of those of the case. */
  readonly from?: TypedTarget | undefined;
  /** Text of an age identity file: a value that is sealed in the case is opened with it. */
  readonly identity?: string | undefined;
  /** Told of each place before it is asked, with the bytes of its blob (-1: unknown). */
  readonly onTry?: (place: string, bytes: number) => void;
  /** Told of each place that does not have it any more. */
  readonly onMiss?: (text: string) => void;
}

export interface RevealInput extends AskReveal, Pick<PullValues, "scanner" | "open"> {
  /** Key of the case. */
  readonly key: Uint8Array;
}

/**
 * Finds the value of a secret again by digest, path and span: opens what is sealed in the case, or pulls a blob that holds
 * it and scans that once more. The log of the case says so before anybody has the value: when it cannot be written, this
 * throws and gives nothing.
 */
export async function reveal(input: RevealInput, signal: AbortSignal): Promise<RevealedValue> {
  if (input.secret.withoutValue) throw noValue(input.secret);
  const sealed = await lookInCase(input);
  if (sealed !== undefined) return sealed;
  const { secret, onTry, onMiss } = input;
  const places = valuePlaces({ ...input, occurrences: secret.occurrences });
  if (places.length === 0) throw noPlace(input);
  const fingerprints = new Set([secret.fingerprint]);
  for (const place of places) {
    const { job, path, name } = place;
    onTry?.(name, job.blob.size);
    const { values, reason } = await pullValues(place, { ...input, fingerprints }, signal);
    const written = values.get(secret.fingerprint);
    if (written !== undefined) {
      record(name, input);
      return revealed(written, { blob: job.blob.digest, path });
    }
    onMiss?.(`${name}: ${reason}`);
  }
  throw gone(input, places.length);
}

const revealed = (written: string, place: Pick<RevealedSecret, "blob" | "path">): RevealedValue => ({
  value: valueText(written),
  bytes: Buffer.from(written, "latin1"),
  ...place,
});

async function lookInCase(input: RevealInput): Promise<RevealedValue | undefined> {
  const { identity, secret, store, onMiss } = input;
  if (identity === undefined) return undefined;
  const found = await openSealed({ ...input, identity, scanner: input.scanner({}) });
  if ("written" in found) {
    record(`sealed in ${store.path}`, input);
    const [{ blob, path } = { blob: "", path: "" }] = secret.occurrences;
    return revealed(found.written, { blob, path });
  }
  onMiss?.(`the case ${store.path}: ${found.reason}`);
  return undefined;
}

function record(place: string, { store, secret, purpose, actor }: RevealInput): void {
  const { fingerprint, state } = secret;
  const event = { fingerprint, kind: "revealed", state, actor, at: new Date().toISOString() } as const;
  try {
    store.events.append([{ ...event, ...(purpose === "" ? {} : { note: purpose }), data: { place } }]);
  } catch (cause) {
    throw new UserError({
      code: "LOG_UNWRITABLE",
      message: `the log of the case ${store.path} cannot be written: the value is not shown`,
      hint: "a value is shown only to who leaves a trace: may you write to the case and its folder?",
      cause,
    });
  }
}

const noValue = ({ id, imported: [told] = [] }: Secret): UserError =>
  new UserError({
    code: "VALUE_UNKNOWN",
    message: `${told?.tool ?? "another tool"} told a place of ${id} and no value: the case cannot know it when it sees it`,
    hint: `exhume show ${id} names the place: look there yourself`,
  });

const noPlace = ({ secret, place }: RevealInput): UserError =>
  new UserError({
    code: "PLACE_UNKNOWN",
    message:
      place === undefined
        ? `the case knows no place of ${secret.id}`
        : `no place of ${secret.id} has "${place}" in its name`,
    hint: `exhume show ${secret.id} names its places: REGISTRY/REPOSITORY@DIGEST PATH`,
  });

const gone = ({ secret: { id, fingerprint }, store, identity }: RevealInput, tried: number): UserError => {
  const seals = identity === undefined ? store.sealed.of(fingerprint) : [];
  return new UserError({
    code: "VALUE_GONE",
    message: `no place gave the value of ${id}: ${tried === 1 ? "the one" : `all ${tried}`} that the case knows did not have it`,
    hint:
      seals.length > 0
        ? `it is sealed in the case: --identity FILE opens it, with an identity of ${recipientsOf(seals)}`
        : "a copy of the image will do: --from registry.example/team/app, --from docker-archive:FILE",
  });
};

import type { BlobJob, Scanner } from "../domain/finding.ts";
import type { ImageSource } from "../registry/source.ts";
import type { Observer } from "../scan/observer.ts";
import { createProcessBlob } from "./process-blob.ts";
import { pullFrom } from "./pull-blob.ts";

export interface FindValues {
  /** The blob; its holders are asked in their order. */
  readonly job: BlobJob;
  readonly source: ImageSource;
  /** The engine of an audit, under the key of the case. */
  readonly scanner: (observer: Observer) => Scanner;
  readonly fingerprints: ReadonlySet<string>;
}

export interface FoundValues {
  /** Values as people have them (latin1), by fingerprint. */
  readonly values: ReadonlyMap<string, string>;
  /** Why others are not among them. */
  readonly reason: string;
}

/**
 * Scans one blob as an audit does until the values of all fingerprints have come by. That ends it: a value whose fingerprint
 * is right is the right one, whatever the rest of the blob is.
 */
export async function findValues(
  { job, source, scanner, fingerprints }: FindValues,
  signal: AbortSignal,
): Promise<FoundValues> {
  const found = new AbortController();
  const values = new Map<string, string>();
  const observer: Observer = {
    kept: ({ finding: { fingerprint }, written }) => {
      if (!fingerprints.has(fingerprint) || values.has(fingerprint)) return;
      values.set(fingerprint, written);
      if (values.size === fingerprints.size) found.abort();
    },
  };
  const processBlob = createProcessBlob({ pull: pullFrom([source]), scanner: scanner(observer) });
  let reason = NOT_FOUND;
  try {
    const scan = await processBlob(job, AbortSignal.any([signal, found.signal]));
    reason = scan.reason ?? NOT_FOUND;
  } catch (error) {
    signal.throwIfAborted();
    if (!found.signal.aborted) throw error;
  }
  return { values, reason };
}

const NOT_FOUND = "the rules do not find it there: were other --rules given to the audit?";

import type { BlobJob, Scanner } from "../domain/finding.ts";
import type { ImageSource } from "../registry/source.ts";
import type { Observer } from "../scan/observer.ts";
import { createProcessBlob } from "./process-blob.ts";

export interface FindValue {
  /** The blob; its holders are asked in their order. */
  readonly job: BlobJob;
  readonly source: ImageSource;
  /** The engine of an audit, under the key of the case. */
  readonly scanner: (observer: Observer) => Scanner;
  readonly fingerprint: string;
}

/** The value as people have it (latin1), or why it is not there. */
export type FoundValue = { readonly written: string } | { readonly reason: string };

/**
 * Scans one blob as an audit does until the value of the fingerprint comes by. That ends it: a value whose fingerprint is
 * right is the right one, whatever the rest of the blob is.
 */
export async function findValue(
  { job, source, scanner, fingerprint }: FindValue,
  signal: AbortSignal,
): Promise<FoundValue> {
  const found = new AbortController();
  const values: string[] = [];
  const observer: Observer = {
    kept: ({ finding, written }) => {
      if (finding.fingerprint !== fingerprint) return;
      values.push(written);
      found.abort();
    },
  };
  const processBlob = createProcessBlob({ sources: [source], scanner: scanner(observer) });
  let reason = "";
  try {
    const scan = await processBlob(job, AbortSignal.any([signal, found.signal]));
    reason = scan.reason ?? NOT_FOUND;
  } catch (error) {
    signal.throwIfAborted();
    if (!found.signal.aborted) throw error;
  }
  const [written] = values;
  return written === undefined ? { reason } : { written };
}

const NOT_FOUND = "the rules do not find it there: were other --rules given to the audit?";

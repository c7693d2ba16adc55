import type { Skip } from "../domain/finding.ts";

export interface CollectedBytes {
  readonly bytes: Uint8Array;
  /** Says so when bytes are missing. */
  readonly skips: readonly Skip[];
}

/** Reads a blob whole, up to `limit` bytes; the rest is read and dropped, so that a source can verify its digest. */
export const collectBytes = async (source: AsyncIterable<Uint8Array>, limit: number): Promise<CollectedBytes> => {
  const parts: Uint8Array[] = [];
  let kept = 0;
  let size = 0;
  for await (const chunk of source) {
    const part = chunk.subarray(0, limit - kept);
    if (part.length > 0) parts.push(part);
    kept += part.length;
    size += chunk.length;
  }
  const skips =
    size > limit ? [{ reason: `${size} bytes are over the limit of ${limit}: the rest is not scanned` }] : [];
  return { bytes: Buffer.concat(parts), skips };
};

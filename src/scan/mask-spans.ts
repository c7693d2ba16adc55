import type { Span } from "../domain/finding.ts";

const MASK = "•••";

/**
 * The UTF-8 text of `bytes` with every span replaced by `•••`. Spans are byte offsets, as in findings; they may
 * overlap, and those that reach outside are cut.
 */
export const maskSpans = (bytes: Uint8Array, spans: readonly Span[]): string => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let masked = "";
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    masked += text.toString("utf8", at, Math.max(at, start)) + (start >= at ? MASK : "");
    at = end;
  }
  return masked + text.toString("utf8", at);
};

import type { Scanner, Span } from "../../domain/finding.ts";

/** Replaces every secret value that the rules find by the canary; `values` says which texts those were. */
export const replaceFound = (
  bytes: Uint8Array,
  { path, canary, scanner }: { readonly path: string; readonly canary: string; readonly scanner: Scanner },
): { readonly bytes: Uint8Array; readonly values: readonly string[] } => {
  const scan = scanner.open({ kind: "file", path });
  scan.push(bytes);
  const spans = scan.end().findings.map(({ span }) => span);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of merged(spans)) {
    parts.push(whole.subarray(at, start), Buffer.from(canary));
    at = end;
  }
  const values = merged(spans).map(({ start, end }) => whole.toString("utf8", start, end));
  return { bytes: Buffer.concat([...parts, whole.subarray(at)]), values };
};

/** In order; spans that overlap are one. */
const merged = (spans: readonly Span[]): readonly Span[] => {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && span.start < last.end)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
};

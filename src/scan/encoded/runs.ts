import { BASE64 } from "./radix.ts";
import { SHORTEST_BASE64 } from "./sniff-run.ts";

/**
 * Where the next run of base64 characters of the shortest length begins, -1 when there is none up to `end`. Looks at
 * every 24th byte, and back from there (Boyer, Moore: A fast string searching algorithm, CACM 20(10), 1977).
 */
export const nextRun = (bytes: Uint8Array, start: number, end: number): number => {
  const { values } = BASE64;
  let from = start;
  for (let probe = from + SHORTEST_BASE64 - 1; probe < end; probe = from + SHORTEST_BASE64 - 1) {
    let at = probe;
    while (at >= from && (values[bytes[at] as number] as number) >= 0) at--;
    if (at < from) return from;
    from = at + 1;
  }
  return -1;
};

export const runEnd = (bytes: Uint8Array, from: number, end: number): number => {
  let at = from;
  while (at < end && (BASE64.values[bytes[at] as number] as number) >= 0) at++;
  return at;
};

/** Where the characters begin that stand at the very end. */
export const tailStart = (bytes: Uint8Array, from: number, end: number): number => {
  let at = end;
  while (at > from && (BASE64.values[bytes[at - 1] as number] as number) >= 0) at--;
  return at;
};

import type { RollingBuffer } from "../rolling-buffer.ts";

/** What is known of a text whose windows overlap: stretches (offsets in it) in which nothing was found to be looked at again. */
export interface EscapesAhead {
  /** Neither a mark nor a line feed. */
  readonly near: Stretch;
  /** No escape that blocks may have. */
  readonly block: Stretch;
}

interface Stretch {
  start: number;
  end: number;
}

export const createEscapesAhead = (): EscapesAhead => ({ near: { start: 0, end: 0 }, block: { start: 0, end: 0 } });

/** Bytes around a keyword, on its line, in which an escape may belong to the name or the value. */
const NEAR = { before: 6, after: 192 };

/** 1: a backslash, `%`, `&`. 2: a line feed. */
const MARKS = new Uint8Array(256);
for (const mark of "\\%&") MARKS[mark.charCodeAt(0)] = 1;
MARKS[0x0a] = 2;
/** What may follow them in an escape that changes what a rule sees: not the end of a string's only line. */
const ESCAPED =
  /^(?:\\(?:[ux][0-9a-f]{2}|["'/\\:=]|\r?\n|[nrt](?!["'`]))|%[2-7][0-9a-f]|&(?:#x?\d|amp;|lt;|gt;|quot;|apos;))/i;

/** Whether an escape stands on the line of a keyword, near it. */
export const isEscapedNear = (
  { near }: EscapesAhead,
  { bytes, base, filled }: RollingBuffer,
  keyword: number,
): boolean => {
  const end = Math.min(filled, keyword + NEAR.after - base);
  const first = Math.max(0, keyword - NEAR.before - base);
  const isKnown = near.start <= base + first && base + first < near.end;
  if (!isKnown) near.start = base + first;
  let at = isKnown ? near.end - base : first;
  if (!isKnown || at < end) {
    while (at < end && MARKS[bytes[at] as number] === 0) at++;
    near.end = base + at;
  }
  for (; at < end; at++) {
    const mark = MARKS[bytes[at] as number] as number;
    if (mark === 0) continue;
    if (mark === 1 && ESCAPED.test(bytes.toString("latin1", at, Math.min(filled, at + 8)))) return true;
    if (mark === 2 && at > keyword - base && bytes[at - 1] !== 0x5c) return false;
  }
  return false;
};

/** Of private keys: what stands for line feeds, `+` and `/`. */
const IN_BLOCK = /&#(?:43|47|x2[bf]);|%[02-7][0-9a-f]/gi;
const LONGEST_IN_BLOCK = 6;

/** The same in all of a window of many lines, which begins at `start`. */
export const isEscapedBlock = ({ block }: EscapesAhead, window: string, start: number): boolean => {
  const isKnown = block.start <= start && start <= block.end;
  IN_BLOCK.lastIndex = isKnown ? Math.max(0, block.end - LONGEST_IN_BLOCK - start) : 0;
  if (IN_BLOCK.test(window)) return true;
  if (!isKnown) block.start = start;
  block.end = Math.max(isKnown ? block.end : 0, start + window.length);
  return false;
};

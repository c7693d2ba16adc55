import { nextRun, runEnd, tailStart } from "../encoded/runs.ts";
import { LONG_RUN, SHORTEST_BASE64, sniffRun } from "../encoded/sniff-run.ts";
import { isWideText, WIDE_BYTES } from "../encoded/wide-text.ts";
import { type Kernel, SIGN } from "./kernel.ts";

/** What looks for encoded text, for any machine. */
export const plainReaders: Pick<Kernel, "signs" | "escape" | "wideText" | "encodedRun"> = {
  signs: (bytes, { start, end }) => {
    let signs = 0;
    for (let at = start; at < end; at++) {
      const sign = SIGNS[bytes[at] as number] as number;
      if (sign !== 0 && (sign === SIGN.zero || (at + 1 < end && mayFollow(sign, bytes[at + 1])))) signs |= sign;
    }
    return signs;
  },
  escape: (bytes, { start, end, sign }) => {
    const first = SIGNS.indexOf(sign);
    const range = bytes.subarray(0, Math.max(0, end));
    for (let at = range.indexOf(first, start); at >= 0; at = range.indexOf(first, at + 1))
      if (mayFollow(sign, bytes[at + 1])) return at;
    return -1;
  },
  wideText: (bytes, { start, end, last }) => {
    const range = bytes.subarray(0, end);
    const until = end - WIDE_BYTES + (last ? 1 : 0);
    for (let zero = range.indexOf(0, start + 1); zero > 0 && zero - 1 <= until; zero = range.indexOf(0, zero + 1))
      if (isWideText(bytes, zero - 1, end)) return zero - 1;
    return -1;
  },
  encodedRun: (bytes, { start, end, last }) => {
    for (let from = start; ; ) {
      const at = nextRun(bytes, from, end);
      if (at < 0) return tailStart(bytes, from, end);
      const to = runEnd(bytes, at + SHORTEST_BASE64, end);
      const isCut = to === end && !last && to - at < LONG_RUN;
      if (isCut || sniffRun(bytes, at, to) !== undefined) return at;
      from = to;
    }
  },
};

const SIGNS = new Uint8Array(256);
SIGNS[0] = SIGN.zero;
SIGNS[0x5c] = SIGN.backslash;
SIGNS[0x25] = SIGN.percent;
SIGNS[0x26] = SIGN.ampersand;

/** Bits of the signs that a byte may stand behind. */
const FOLLOWING = new Uint8Array(256);
for (const [sign, chars] of [
  [SIGN.backslash, "ux/:\r\n"],
  [SIGN.percent, "234567"],
  [SIGN.ampersand, "#"],
] as const)
  for (const char of chars) FOLLOWING[char.charCodeAt(0)] = sign;

const mayFollow = (sign: number, byte: number | undefined): boolean =>
  byte !== undefined && ((FOLLOWING[byte] as number) & sign) !== 0;

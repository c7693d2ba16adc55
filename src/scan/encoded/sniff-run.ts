import { BASE64, HEX, type Radix } from "./radix.ts";

/** How a run of characters is to be read. */
export interface Sniffed {
  readonly radix: Radix;
  /** Index of the first character: what stands before may be glued to it. */
  readonly from: number;
  readonly content: "text" | "binary" | "packed";
}

/** Shorter runs are words and names: 18 bytes in base64, 16 in hex. */
export const SHORTEST_BASE64 = 24;
const SHORTEST_HEX = 32;
/** Runs of this length are decoded whatever they hold; shorter ones only when it is text. */
export const LONG_RUN = 1024;
const SAMPLE_BYTES = 16;
const LEAST_BYTES = 12;
/** Bytes of a sample that need not be text. */
const ODD_BYTES = 1;
/** Zero bytes, and others, in a sample of UTF-16, at least. */
const ZEROS = 6;

/** 1: printable ASCII, and the white space of text. */
const TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0,
);

/** Undefined for what only looks like an encoding: words, paths, random tokens. `bytes[start..end)` is one run of base64 characters. */
export const sniffRun = (bytes: Uint8Array, start: number, end: number): Sniffed | undefined => {
  const from = start + glued(bytes, start);
  let packed: number | undefined;
  for (let at = from; at >= 0; at = behindSeparator(bytes, { from: at, start, end })) {
    if (isHex(bytes, at, end)) {
      if (textStart(bytes, { radix: HEX, from: at, tries: 1, end }) === at)
        return { radix: HEX, from: at, content: "text" };
    } else if (isPacked(bytes, at)) packed ??= at;
  }
  // The head of gzip is no chance; that of zlib may be.
  if (packed !== undefined && bytes[packed] === 0x48) return { radix: BASE64, from: packed, content: "packed" };
  const text = isHex(bytes, from, end) ? undefined : textFrom(bytes, from, end);
  if (text !== undefined) return { radix: BASE64, from: text, content: "text" };
  if (packed !== undefined) return { radix: BASE64, from: packed, content: "packed" };
  if (end - from < LONG_RUN || isPemBody(bytes, from)) return undefined;
  return { radix: BASE64, from, content: "binary" };
};

/** How far into a run something else may stand before it, such as a path. */
const LEAD = 128;

/** The next place in a run behind a character that parts words; `0x` is skipped. -1 when there is none. */
const behindSeparator = (
  bytes: Uint8Array,
  { from, start, end }: { readonly from: number; readonly start: number; readonly end: number },
): number => {
  const last = Math.min(end - SHORTEST_BASE64, start + LEAD);
  for (let at = from; at < last; at++) {
    const byte = bytes[at];
    if (byte === 0x2f || byte === 0x2d || byte === 0x5f || byte === 0x2b) return at + 1 + glued(bytes, at + 1);
  }
  return -1;
};

/** The letter of `\n`, or `0x`, which stand before a run and belong to its alphabet. */
const glued = (bytes: Uint8Array, start: number): number => {
  if (bytes[start - 1] === 0x5c && "nrt".includes(String.fromCharCode(bytes[start] as number))) return 1;
  return bytes[start] === 0x30 && bytes[start + 1] === 0x78 ? 2 : 0;
};

const isHex = (bytes: Uint8Array, from: number, end: number): boolean => {
  if (end - from < SHORTEST_HEX) return false;
  for (let at = from; at < from + SHORTEST_HEX; at++) if ((HEX.values[bytes[at] as number] as number) < 0) return false;
  return true;
};

/** Text may begin at any of four places, and behind something that is no part of it, such as a path. */
const textFrom = (bytes: Uint8Array, start: number, end: number): number | undefined => {
  const { chars: tries } = BASE64;
  const from = textStart(bytes, { radix: BASE64, from: start, tries, end });
  if (from >= 0) return from;
  if (end - start < 2 * SHORTEST_BASE64) return undefined;
  const middle = start + ((end - start) >> 1) - tries;
  const inside = textStart(bytes, { radix: BASE64, from: middle, tries, end });
  return inside < 0 ? undefined : start + ((inside - start) % tries);
};

interface Sample {
  readonly radix: Radix;
  readonly from: number;
  /** Places one behind the other at which it may begin. */
  readonly tries: number;
  readonly end: number;
}

/** The first of some places at which a sample of the decoded bytes is text; -1 when there is none. */
const textStart = (bytes: Uint8Array, { radix: { values, bits }, from, tries, end }: Sample): number => {
  for (let start = from; start < from + tries; start++) {
    let held = 0;
    let width = 0;
    let count = 0;
    let zeros = 0;
    let odd = 0;
    for (let at = start; at < end && count < SAMPLE_BYTES && odd <= ODD_BYTES; at++) {
      held = ((held << bits) | (values[bytes[at] as number] as number)) & 0xffff;
      width += bits;
      if (width < 8) continue;
      width -= 8;
      const byte = (held >> width) & 0xff;
      count++;
      if (byte === 0) zeros++;
      else if (TEXT[byte] === 0) odd++;
    }
    const isUtf16 = zeros >= ZEROS && count - zeros - odd >= ZEROS;
    if (odd <= ODD_BYTES && count >= LEAST_BYTES && (zeros === 0 || isUtf16)) return start;
  }
  return -1;
};

/** The heads of gzip (RFC 1952) and zlib (RFC 1950) as they are written in base64. */
const isPacked = (bytes: Uint8Array, from: number): boolean => {
  const [a, b, c, d] = [bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]];
  if (a === 0x48) return b === 0x34 && c === 0x73 && d === 0x49;
  return a === 0x65 && (b === 0x4a || b === 0x4e || (b === 0x41 && c === 0x45) || (b === 0x46 && c === 0x34));
};

/** The body of a PEM block is a key or a certificate: others read it. */
const isPemBody = (bytes: Uint8Array, from: number): boolean => {
  let at = from - 1;
  for (let blanks = 0; blanks < 4 && (bytes[at] as number) <= 0x20; blanks++) at--;
  return bytes[at] === 0x2d && bytes[at - 1] === 0x2d;
};

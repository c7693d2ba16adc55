import { BASE64 } from "./memory";

/** The numbers of `src/scan/encoded/sniff-run.ts`. */
// @ts-ignore: decorator
@inline const SHORTEST: usize = 24;
// @ts-ignore: decorator
@inline const SHORTEST_HEX: usize = 32;
// @ts-ignore: decorator
@inline const LONG: usize = 1024;
// @ts-ignore: decorator
@inline const LEAD: usize = 128;

/**
 * The first run of base64 characters in [from, end) that is encoded text, or that `end` cuts while more follows; where
 * the characters at the very end begin when there is none. No byte before `oldest` is looked at.
 */
export function encodedRun(from: usize, end: usize, oldest: usize, last: bool): usize {
  // Where the characters begin that reach up to `at`.
  let start = from;
  for (let at = from; at < end; at += 64) {
    let gaps = gapsAt(at);
    if (at + 64 > end) gaps &= ((<u64>1) << <u64>(end - at)) - 1;
    if (gaps == 0) continue;
    const first = at + <usize>ctz(gaps);
    if (first >= start + SHORTEST && isEncoded(start, first, oldest)) return start;
    const final = 63 - clz(gaps);
    // Runs between two gaps, by where they begin.
    let inner = ~gaps & ((<u64>1 << final) - 1) & ~(gaps ^ (gaps - 1));
    let runs = inner & (inner >> 1);
    runs &= runs >> 2;
    runs &= runs >> 4;
    runs &= (runs >> 8) & (runs >> 16);
    while (runs != 0) {
      const begin = ctz(runs);
      const stop = begin + ctz(gaps >> begin);
      if (isEncoded(at + <usize>begin, at + <usize>stop, oldest)) return at + <usize>begin;
      runs &= ~(((<u64>1) << stop) - 1);
    }
    start = at + <usize>final + 1;
  }
  if (end < start + SHORTEST) return start;
  return (!last && end - start < LONG) || isEncoded(start, end, oldest) ? start : end;
}

/** Bit per place at which no character of base64 stands. */
// @ts-ignore: decorator
@inline function gapsAt(at: usize): u64 {
  const low = gaps(at) | (gaps(at + 16) << 16);
  const high = gaps(at + 32) | (gaps(at + 48) << 16);
  return low | (high << 32);
}

/** Bit per upper half byte, by lower and by upper half byte: together they tell a character. */
// @ts-ignore: decorator
@inline function gaps(at: usize): u64 {
  const bytes = v128.load(at);
  const low = v128.and(bytes, i8x16.splat(0x0f));
  const high = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f));
  const byLow = i8x16.swizzle(i8x16(42, 62, 62, 62, 62, 62, 62, 62, 62, 62, 60, 21, 20, 21, 20, 29), low);
  const byHigh = i8x16.swizzle(i8x16(0, 0, 1, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0), high);
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.and(byLow, byHigh), i8x16.splat(0))));
}

/** Whether `sniffRun` says what it is. */
function isEncoded(start: usize, end: usize, oldest: usize): bool {
  const from = start + glued(start, oldest);
  for (let at = from; at != 0; at = behindSeparator(at, start, end, oldest)) {
    if (isHex(at, end)) {
      if (isText(at, end, 4)) return true;
    } else if (isPacked(at)) return true;
  }
  if (!isHex(from, end)) {
    if (isTextNear(from, end)) return true;
    if (end - from >= 2 * SHORTEST && isTextNear(from + ((end - from) >> 1) - 4, end)) return true;
  }
  return end - from >= LONG && !isPemBody(from, oldest);
}

function behindSeparator(from: usize, start: usize, end: usize, oldest: usize): usize {
  const last = min(end - SHORTEST, start + LEAD);
  for (let at = from; at < last; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2f || byte == 0x2d || byte == 0x5f || byte == 0x2b) return at + 1 + glued(at + 1, oldest);
  }
  return 0;
}

/** Characters of `\n`, `\r`, `\t` behind their backslash, and of `0x`. */
// @ts-ignore: decorator
@inline function glued(at: usize, oldest: usize): usize {
  const byte = load<u8>(at);
  if (at > oldest && load<u8>(at - 1) == 0x5c && (byte == 0x6e || byte == 0x72 || byte == 0x74)) return 1;
  return byte == 0x30 && load<u8>(at, 1) == 0x78 ? 2 : 0;
}

function isHex(from: usize, end: usize): bool {
  if (end < from + SHORTEST_HEX) return false;
  for (let at = from; at < from + SHORTEST_HEX; at++) {
    const byte: u32 = load<u8>(at);
    if (byte - 0x30 > 9 && (byte | 0x20) - 0x61 > 5) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline function isTextNear(from: usize, end: usize): bool {
  for (let at = from; at < from + 4; at++) if (isText(at, end, 6)) return true;
  return false;
}

/** As `textStart` of `sniff-run.ts`: of 16 decoded bytes at most one is none of text, and half of them are zeros or none is. */
// @ts-ignore: decorator
@inline function isText(from: usize, end: usize, bits: u32): bool {
  let held: u32 = 0;
  let width: u32 = 0;
  let count: u32 = 0;
  let zeros: u32 = 0;
  let odd: u32 = 0;
  for (let at = from; at < end && count < 16; at++) {
    const char: u32 = load<u8>(at);
    held = (held << bits) | (bits == 6 ? <u32>load<u8>(<usize>char, BASE64) : (char & 15) + 9 * (char >> 6));
    width += bits;
    if (width < 8) continue;
    width -= 8;
    const byte = (held >> width) & 0xff;
    count++;
    if (byte == 0) zeros++;
    else if ((byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d) || byte >= 0x7f) {
      if (++odd > 1) return false;
    }
  }
  return count >= 12 && (zeros == 0 || (zeros >= 6 && count - zeros - odd >= 6));
}

/** The heads of gzip and zlib as they are written in base64. */
function isPacked(at: usize): bool {
  const head = load<u32>(at);
  const two = head & 0xffff;
  if (head == 0x49733448 || two == 0x4a65 || two == 0x4e65) return true;
  return (head & 0xffffff) == 0x454165 || (head & 0xffffff) == 0x344665;
}

function isPemBody(from: usize, oldest: usize): bool {
  let at = from - 1;
  for (let blanks = 0; blanks < 4 && at >= oldest && load<u8>(at) <= 0x20; blanks++) at--;
  return at > oldest && load<u8>(at) == 0x2d && load<u8>(at - 1) == 0x2d;
}

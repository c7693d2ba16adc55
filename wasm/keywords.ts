import { AHEAD, AHEAD_CLASSES, CHAIN_STARTS, CHAINS, CLASSES, HITS, LOWER, MOST_HITS, TOKEN, WINDOWS } from "./memory";

/** Fibonacci hashing (Knuth, TAOCP 3, 6.4): 2^32 divided by the golden ratio. */
// @ts-ignore: decorator
@inline const GOLDEN: u32 = 0x9e3779b1;

/** Bytes of a keyword in memory that stand before its own. */
// @ts-ignore: decorator
@inline const HEAD: usize = 23;
// @ts-ignore: decorator
@inline const EXACT: u8 = 1;
// @ts-ignore: decorator
@inline const APART: u8 = 2;
/** It is told where none of its rules can match, too. */
// @ts-ignore: decorator
@inline const TOLD: u8 = 4;
/** States: nothing can match any more; something may have matched. */
// @ts-ignore: decorator
@inline const NEVER: u32 = 0;
// @ts-ignore: decorator
@inline const MATCHED: u32 = 2;
/** Added to a keyword's number, a bit for each rule: it cannot match there; it may, without escapes. */
// @ts-ignore: decorator
@inline const CLOSED: u32 = 1 << 16;
// @ts-ignore: decorator
@inline const OPEN: u32 = 1 << 23;
/** Bytes behind a keyword that are looked at. */
// @ts-ignore: decorator
@inline const LOOKED_AT: usize = 96;
/** Small letters for capitals, and some signs for others. */
// @ts-ignore: decorator
@inline const FOLD: u64 = 0x2020202020202020;
/** Bytes before a keyword in which an escape that ends there may begin: `\\u0022`. */
// @ts-ignore: decorator
@inline const ESCAPE: usize = 32;

let hits: u32 = 0;
let resumeAt: usize = 0;
/** The limit, or none where anything may stand before a token. */
let apart: u8 = APART;

/** Where to go on when there was no room for more hits; 0 when all was looked at. */
export function resume(): usize {
  return resumeAt;
}

/**
 * Finds the keywords that begin at `oldest` or behind it and end in (since, end]. Looks for windows of keywords that begin at
 * `from` or behind it; `joined`: in what is no text, where anything may stand before one. Returns how many hits there are.
 */
export function keywords(from: usize, since: usize, end: usize, oldest: usize, joined: bool): u32 {
  const evenA = v128.load(CLASSES);
  const oddA = v128.load(CLASSES, 16);
  const evenB = v128.load(CLASSES, 32);
  const oddB = v128.load(CLASSES, 48);
  const evenC = v128.load(CLASSES, 64);
  const oddC = v128.load(CLASSES, 80);
  hits = 0;
  resumeAt = 0;
  apart = joined ? 0 : APART;
  let v = classes(from, 0);
  let w = flipped(v);
  let a0 = buckets(evenA, oddA, v, w);
  let b0 = buckets(evenB, oddB, v, w);
  let c0 = buckets(evenC, oddC, v, w);
  for (let at = from; at < end; at += 64) {
    v = classes(at, 16);
    w = flipped(v);
    let a1 = buckets(evenA, oddA, v, w);
    let b1 = buckets(evenB, oddB, v, w);
    let c1 = buckets(evenC, oddC, v, w);
    const m0 = both(a0, b0, b1, c0, c1);
    v = classes(at, 32);
    w = flipped(v);
    a0 = buckets(evenA, oddA, v, w);
    b0 = buckets(evenB, oddB, v, w);
    c0 = buckets(evenC, oddC, v, w);
    const m1 = both(a1, b1, b0, c1, c0);
    v = classes(at, 48);
    w = flipped(v);
    a1 = buckets(evenA, oddA, v, w);
    b1 = buckets(evenB, oddB, v, w);
    c1 = buckets(evenC, oddC, v, w);
    const m2 = both(a0, b0, b1, c0, c1);
    v = classes(at, 64);
    w = flipped(v);
    a0 = buckets(evenA, oddA, v, w);
    b0 = buckets(evenB, oddB, v, w);
    c0 = buckets(evenC, oddC, v, w);
    const m3 = both(a1, b1, b0, c1, c0);
    let places: u64 = (m0 | (m1 << 16)) | ((m2 | (m3 << 16)) << 32);
    while (places != 0) {
      const place = at + <usize>ctz(places);
      places &= places - 1;
      const hash = (load<u32>(place) | 0x20202020) * GOLDEN;
      if (((<u32>load<u8>(<usize>(hash >>> 16), WINDOWS) >> ((hash >>> 13) & 7)) & 1) != 0) {
        compare(place, hash >>> 16, since, end, oldest);
      }
    }
    if (hits > MOST_HITS - 0x1000) {
      resumeAt = at + 64;
      return hits;
    }
  }
  return hits;
}

/**
 * Five lower bits of printable ASCII, the fifth for which of two tables; all ones for other bytes. A letter has the class of
 * the other case, and of signs and digits that are mostly rarer.
 */
// @ts-ignore: decorator
@inline function classes(at: usize, offset: usize): v128 {
  const bytes = v128.load(at + offset);
  return v128.or(v128.and(bytes, i8x16.splat(0x1f)), i8x16.le_s(bytes, i8x16.splat(0x1f)));
}

// @ts-ignore: decorator
@inline function flipped(v: v128): v128 {
  return v128.xor(v, i8x16.splat(0x10));
}

/** A swizzle gives 0 for an index of 16 and more: each table answers for its half of the classes. */
// @ts-ignore: decorator
@inline function buckets(even: v128, odd: v128, v: v128, w: v128): v128 {
  return v128.or(i8x16.swizzle(even, v), i8x16.swizzle(odd, w));
}

/** Bit per place at which some bucket has all three bytes. */
// @ts-ignore: decorator
@inline function both(a: v128, b: v128, b1: v128, c: v128, c1: v128): u64 {
  const second = i8x16.shuffle(b, b1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  const third = i8x16.shuffle(c, c1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
  return <u64>(<u32>i8x16.bitmask(i8x16.ne(v128.and(a, v128.and(second, third)), i8x16.splat(0))));
}

/**
 * A keyword in memory is its length (u8), where its window is in it (u8), its number (u16), which places of it count (two u8),
 * how many rules it has of which is known what may follow it (u8), which of the first eight bytes it has (u64) and what they are (u64), its bytes, and
 * the state of each rule (u16).
 */
function compare(place: usize, slot: u32, since: usize, end: usize, oldest: usize): void {
  let entry = CHAINS + (<usize>load<u16>(<usize>slot << 1, CHAIN_STARTS) << 2);
  for (let word = <usize>load<u32>(entry); word != 0; word = <usize>load<u32>(entry)) {
    entry += 4;
    const start = place - <usize>load<u8>(word, 1);
    if (((load<u64>(start) | FOLD) & load<u64>(word, 7)) != load<u64>(word, 15)) continue;
    const length = <usize>load<u8>(word);
    const stop = start + length;
    if (start < oldest || stop <= since || stop > end) continue;
    const limits = load<u8>(word, 4);
    let at: usize = 0;
    if ((limits & EXACT) != 0) while (at < length && load<u8>(start + at) == load<u8>(word + at, HEAD)) at++;
    else while (at < length && load<u8>(<usize>load<u8>(start + at), LOWER) == load<u8>(word + at, HEAD)) at++;
    if (at < length || ((limits & apart) != 0 && isGlued(start, oldest))) continue;
    if (!isRun(stop, <usize>load<u8>(word, 5), end)) continue;
    const count = <u32>load<u8>(word, 6);
    const known = count == 0 ? 0 : lookAhead(word + HEAD + length, count, stop, end);
    if (count != 0 && known == (CLOSED << count) - CLOSED && (limits & TOLD) == 0) continue;
    const hit = HITS + (<usize>hits << 3);
    store<u32>(hit, <u32>load<u16>(word, 2) | known);
    store<u32>(hit, <u32>start, 4);
    hits++;
  }
}

/** What is known of the rules of a keyword, of which each begins in one of some states at `at`. */
function lookAhead(states: usize, count: u32, at: usize, end: usize): u32 {
  const stop = min(end, at + LOOKED_AT);
  let known: u32 = 0;
  for (let rule: u32 = 0; rule < count; rule++) {
    let state = <u32>load<u16>(states + (<usize>rule << 1));
    for (let place = at; place < stop && state > MATCHED; place++)
      state = load<u16>(AHEAD + (<usize>state << 8) + (<usize>load<u8>(<usize>load<u8>(place), AHEAD_CLASSES) << 1));
    if (state == NEVER) known |= CLOSED << rule;
    else if (state == MATCHED) known |= OPEN << rule;
  }
  return known;
}

/** Whether a letter or digit stands before a keyword that is no part of an escape. */
function isGlued(start: usize, oldest: usize): bool {
  if (start == oldest || !isAlphanumeric(load<u8>(start - 1))) return false;
  const from = start - oldest > ESCAPE ? start - ESCAPE : oldest;
  for (let at = start - 1; at >= from; at--) {
    const byte = load<u8>(at);
    if (byte == 0x5c || byte == 0x25 || byte == 0x26) return false;
  }
  return true;
}

/** Whether `length` bytes from `at` on are characters of tokens, as far as they are there and no escape begins. */
function isRun(at: usize, length: usize, end: usize): bool {
  const stop = min(at + length, end);
  for (; at < stop; at++) {
    const byte = load<u8>(at);
    if (load<u8>(<usize>byte, TOKEN) == 0) return byte == 0x5c || byte == 0x25 || byte == 0x26;
  }
  return true;
}

// @ts-ignore: decorator
@inline function isAlphanumeric(byte: u8): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 26;
}

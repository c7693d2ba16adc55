/** As `src/scan/extract/scalar.ts` and `read-flow.ts` find scalars. Behind the text stand zeros. */

/** Of the scalar that was found last: without its quotes, behind it, and its quotes (0: none). */
export let start: usize = 0;
export let stop: usize = 0;
export let behind: usize = 0;
export let quote: u32 = 0;

// @ts-ignore: decorator
@inline export const DOUBLE: u32 = 0x22;
// @ts-ignore: decorator
@inline const SINGLE: u32 = 0x27;
// @ts-ignore: decorator
@inline const BACKTICK: u32 = 0x60;
// @ts-ignore: decorator
@inline export const BACKSLASH: u32 = 0x5c;
// @ts-ignore: decorator
@inline const LONGEST: usize = 64 * 1024;

// @ts-ignore: decorator
@inline export function isBlank(byte: u32): bool {
  return byte == 0x20 || byte - 0x09 <= 4 || byte == 0xa0;
}

/** Finds the scalar that begins at `at`. */
export function findScalar(at: usize, end: usize, isKey: bool): void {
  if (!findQuoted(at, end)) findBare(at, end, isKey);
}

function findQuoted(at: usize, end: usize): bool {
  const mark: u32 = load<u8>(at);
  if (mark != DOUBLE && mark != SINGLE && mark != BACKTICK) return false;
  const isTriple = mark != BACKTICK && load<u8>(at, 1) == mark && load<u8>(at, 2) == mark;
  const from = at + (isTriple ? 3 : 1);
  const close = isTriple ? closingTriple(mark, from, min(end, from + LONGEST)) : closing(mark, from, min(end, from + LONGEST));
  if (close == 0) return false;
  start = from + (isTriple ? lead(from, close) : 0);
  stop = close;
  behind = close + (isTriple ? 3 : 1);
  quote = mark;
  return true;
}

/** 0 when it is not closed before the end. */
function closing(mark: u32, from: usize, end: usize): usize {
  for (let at = next(mark, from, end); at < end; at = next(mark, at, end)) {
    if (mark == SINGLE) {
      if (load<u8>(at, 1) != SINGLE) return at;
      at += 2;
    } else if (!isEscaped(from, at)) return at;
    else at++;
  }
  return 0;
}

function closingTriple(mark: u32, from: usize, end: usize): usize {
  for (let at = next(mark, from, end); at < end; at = next(mark, at + 1, end)) {
    if (load<u8>(at, 1) != mark || load<u8>(at, 2) != mark) continue;
    if (mark == SINGLE || !isEscaped(from, at)) return at;
  }
  return 0;
}

/** Where the byte stands next; `end` or behind it when nowhere. */
export function next(byte: u32, from: usize, end: usize): usize {
  const wanted = i8x16.splat(<i8>byte);
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found != 0) return at + <usize>ctz(found);
  }
  return end;
}

/** An odd number of backslashes stands before. */
function isEscaped(from: usize, at: usize): bool {
  let first = at;
  while (first > from && load<u8>(first - 1) == BACKSLASH) first--;
  return ((at - first) & 1) == 1;
}

function lead(from: usize, close: usize): usize {
  if (from < close && load<u8>(from) == 0x0a) return 1;
  return from + 1 < close && load<u8>(from) == 0x0d && load<u8>(from, 1) == 0x0a ? 2 : 0;
}

/** `:` and `=`, `[` and `{` end keys only. */
// @ts-ignore: decorator
@inline function ends(byte: u32, isKey: bool): bool {
  switch (byte) {
    case 0x2c: case 0x7d: case 0x5d: case 0x0d: case 0x0a: return true;
    case 0x3a: case 0x3d: case 0x7b: case 0x5b: return isKey;
    default: return false;
  }
}

function findBare(at: usize, end: usize, isKey: bool): void {
  let to = at;
  let comment: usize = 0;
  for (; to < end; to++) {
    const byte: u32 = load<u8>(to);
    if (ends(byte, isKey)) break;
    if ((byte == 0x20 || byte == 0x09) && comment == 0 && isMark(to + 1)) comment = to;
  }
  let last = comment == 0 ? to : comment;
  while (last > at && isBlank(load<u8>(last - 1))) last--;
  start = at;
  stop = last;
  behind = to;
  quote = 0;
}

function isMark(at: usize): bool {
  const byte: u32 = load<u8>(at);
  return byte == 0x23 || (byte == 0x2f && load<u8>(at, 1) == 0x2f);
}

/** Where a comment ends that begins there; 0 when none does. */
export function behindComment(at: usize, origin: usize, end: usize): usize {
  const byte: u32 = load<u8>(at);
  if (byte != 0x2f && byte != 0x23) return 0;
  const second: u32 = load<u8>(at, 1);
  if (byte == 0x2f && second == 0x2a) {
    for (let star = next(0x2a, at + 1, end); star < end; star = next(0x2a, star + 1, end))
      if (load<u8>(star, 1) == 0x2f) return star + 2;
    return end;
  }
  if (byte == 0x2f ? second != 0x2f : at > origin && !isBlank(load<u8>(at - 1))) return 0;
  return min(end, next(0x0a, at + 1, end) + 1);
}

/** What `signs` returns; the numbers of `SIGN` in `src/scan/kernel/kernel.ts`. */
// @ts-ignore: decorator
@inline const ZERO: u32 = 1;
// @ts-ignore: decorator
@inline const BACKSLASH: u32 = 2;
// @ts-ignore: decorator
@inline const PERCENT: u32 = 4;
// @ts-ignore: decorator
@inline const AMPERSAND: u32 = 8;

/** Bits of `seconds`: what may follow a backslash, `%` and `&`. */
// @ts-ignore: decorator
@inline const AFTER_BACKSLASH: u8 = 15;
// @ts-ignore: decorator
@inline const AFTER_PERCENT: u8 = 16;
// @ts-ignore: decorator
@inline const AFTER_AMPERSAND: u8 = 32;

/** What there is in [from, end): zero bytes, and begins of escapes of each kind. */
export function signs(from: usize, end: usize): u32 {
  let zeros = i8x16.splat(0);
  let starts = i8x16.splat(0);
  let at = from;
  for (; at + 16 < end; at += 16) {
    const bytes = v128.load(at);
    zeros = v128.or(zeros, i8x16.eq(bytes, i8x16.splat(0)));
    starts = v128.or(starts, v128.and(firsts(bytes), seconds(v128.load(at, 1))));
  }
  const bytes = v128.load(at);
  zeros = v128.or(zeros, v128.and(before(end - at), i8x16.eq(bytes, i8x16.splat(0))));
  if (at < end) {
    const rest = v128.and(firsts(bytes), seconds(v128.load(at, 1)));
    starts = v128.or(starts, v128.and(before(end - at - 1), rest));
  }
  let found: u32 = v128.any_true(zeros) ? ZERO : 0;
  if (has(starts, AFTER_BACKSLASH)) found |= BACKSLASH;
  if (has(starts, AFTER_PERCENT)) found |= PERCENT;
  if (has(starts, AFTER_AMPERSAND)) found |= AMPERSAND;
  return found;
}

/** Where the first escape of a kind begins in [from, end); 0 when nowhere. */
export function escape(from: usize, end: usize, kind: u32): usize {
  const first: u8 = kind == BACKSLASH ? 0x5c : kind == PERCENT ? 0x25 : 0x26;
  const second: u8 = kind == BACKSLASH ? AFTER_BACKSLASH : kind == PERCENT ? AFTER_PERCENT : AFTER_AMPERSAND;
  for (let at = from; at < end; at += 16) {
    const starts = i8x16.eq(v128.load(at), i8x16.splat(first));
    if (!v128.any_true(starts)) continue;
    const after = v128.and(seconds(v128.load(at, 1)), i8x16.splat(second));
    const found = i8x16.bitmask(v128.and(starts, i8x16.ne(after, i8x16.splat(0))));
    if (found == 0) continue;
    const place = at + <usize>ctz(found);
    return place < end ? place : 0;
  }
  return 0;
}

// @ts-ignore: decorator
@inline function firsts(bytes: v128): v128 {
  const backslash = v128.and(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.splat(AFTER_BACKSLASH));
  const percent = v128.and(i8x16.eq(bytes, i8x16.splat(0x25)), i8x16.splat(AFTER_PERCENT));
  const ampersand = v128.and(i8x16.eq(bytes, i8x16.splat(0x26)), i8x16.splat(AFTER_AMPERSAND));
  return v128.or(v128.or(backslash, percent), ampersand);
}

/** Bits by lower and by upper half byte: 1 is `u` and `x`, 2 `/`, 4 `:`, 8 line feed and return, 16 digits 2 to 7, 32 `#`. */
// @ts-ignore: decorator
@inline function seconds(bytes: v128): v128 {
  const low = v128.and(bytes, i8x16.splat(0x0f));
  const high = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f));
  const byLow = i8x16.swizzle(i8x16(0, 0, 16, 48, 16, 17, 16, 16, 1, 0, 12, 0, 0, 8, 0, 2), low);
  const byHigh = i8x16.swizzle(i8x16(8, 0, 34, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), high);
  return v128.and(byLow, byHigh);
}

/** All ones in so many bytes from the first on. */
// @ts-ignore: decorator
@inline function before(count: usize): v128 {
  return i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>count));
}

// @ts-ignore: decorator
@inline function has(starts: v128, bits: u8): bool {
  return v128.any_true(v128.and(starts, i8x16.splat(bits)));
}

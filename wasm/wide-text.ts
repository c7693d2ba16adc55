/**
 * Where eight characters of text begin in [from, end) with a zero byte behind each, among which there are three changes at
 * least; 0 when nowhere. `last`: behind the last character stands nothing.
 */
export function wideText(from: usize, end: usize, last: bool): usize {
  const units: usize = last ? 15 : 16;
  // Of 64 bytes the first 48 may begin a text of which all is among them.
  for (let at = from; at + units <= end; at += 48) {
    let zeros = masks(isZero(at), isZero(at + 16), isZero(at + 32), isZero(at + 48));
    const left = <u64>(end - at);
    if (left < 64) zeros = (zeros & ((<u64>1 << left) - 1)) | (<u64>last << left);
    if (eight(zeros >> 1) == 0) continue;
    const text = masks(isText(at), isText(at + 16), isText(at + 32), isText(at + 48));
    const known = left < 64 ? (<u64>1 << left) - 1 : ~(<u64>0);
    let places = eight(text & known & (zeros >> 1));
    if (places == 0) continue;
    const changes = masks(isOther(at), isOther(at + 16), isOther(at + 32), isOther(at + 48));
    for (; places != 0; places &= places - 1) {
      const place = ctz(places);
      if (popcnt((changes >> place) & 0x1555) >= 3) return at + <usize>place;
    }
  }
  return 0;
}

/** Bits behind which seven more are set, each the second one behind another. */
// @ts-ignore: decorator
@inline function eight(bits: u64): u64 {
  const two = bits & (bits >> 2);
  const four = two & (two >> 4);
  return four & (four >> 8);
}

// @ts-ignore: decorator
@inline function masks(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>(<u32>i8x16.bitmask(a)) | (<u64>(<u32>i8x16.bitmask(b)) << 16);
  const high = <u64>(<u32>i8x16.bitmask(c)) | (<u64>(<u32>i8x16.bitmask(d)) << 16);
  return low | (high << 32);
}

// @ts-ignore: decorator
@inline function isZero(at: usize): v128 {
  return i8x16.eq(v128.load(at), i8x16.splat(0));
}

/** Printable latin1, and the white space of text. */
// @ts-ignore: decorator
@inline function isText(at: usize): v128 {
  const bytes = v128.load(at);
  const printable = i8x16.ge_s(v128.and(bytes, i8x16.splat(0x7f)), i8x16.splat(0x20));
  const blank = v128.or(i8x16.eq(bytes, i8x16.splat(0x09)), i8x16.eq(bytes, i8x16.splat(0x0a)));
  const any = v128.or(printable, v128.or(blank, i8x16.eq(bytes, i8x16.splat(0x0d))));
  return v128.andnot(any, i8x16.eq(bytes, i8x16.splat(0x7f)));
}

/** Differs from what stands two bytes behind it. */
// @ts-ignore: decorator
@inline function isOther(at: usize): v128 {
  return i8x16.ne(v128.load(at), v128.load(at, 2));
}

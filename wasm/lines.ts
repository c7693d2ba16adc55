/** Line feeds in [from, end). */
export function newlines(from: usize, end: usize): u32 {
  const feed = i8x16.splat(0x0a);
  let count: u32 = 0;
  let at = from;
  while (at + 16 <= end) {
    // Each byte of the sum counts one column, up to 255 times; a match is -1.
    let sum = i8x16.splat(0);
    const stop = min(end, at + 16 * 255);
    for (; at + 16 <= stop; at += 16) sum = i8x16.sub(sum, i8x16.eq(v128.load(at), feed));
    const wide = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sum));
    count += i32x4.extract_lane(wide, 0) + i32x4.extract_lane(wide, 1) + i32x4.extract_lane(wide, 2) + i32x4.extract_lane(wide, 3);
  }
  for (; at < end; at++) if (load<u8>(at) == 0x0a) count++;
  return count;
}

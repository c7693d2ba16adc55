import type { Bzip2Block } from "./bzip2-block.ts";

const CHUNK = 64 * 1024;
/** So many equal bytes are followed by a count of more of them. */
const RUN = 4;

/** Undoes the last steps of a block, whose `transformed` is used up. Returns the checksum of what it gave. */
export function* bzip2Output(transformed: Uint32Array, { length, origin }: Bzip2Block): Generator<Buffer, number> {
  link(transformed, length);
  let chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  let crc = -1;
  let at = (transformed[origin] ?? 0) >>> 8;
  let previous = -1;
  let run = 0;
  for (let n = 0; n < length; n++) {
    const entry = transformed[at] ?? 0;
    const byte = entry & 0xff;
    at = entry >>> 8;
    const isCount = run === RUN;
    run = isCount ? 0 : byte === previous ? run + 1 : 1;
    let copies = isCount ? byte : 1;
    if (!isCount) previous = byte;
    for (; copies > 0; copies--) {
      crc = (crc << 8) ^ (TABLE[(crc >>> 24) ^ previous] ?? 0);
      chunk[filled++] = previous;
      if (filled < CHUNK) continue;
      yield chunk;
      chunk = Buffer.allocUnsafe(CHUNK);
      filled = 0;
    }
    if (isCount) previous = -1;
  }
  if (filled > 0) yield chunk.subarray(0, filled);
  return ~crc >>> 0;
}

/** Above the byte of each entry: where the entry is that follows it in the text. */
const link = (transformed: Uint32Array, length: number): void => {
  const starts = new Uint32Array(256);
  for (let n = 0; n < length; n++) {
    const byte = transformed[n] ?? 0;
    starts[byte] = (starts[byte] ?? 0) + 1;
  }
  let sum = 0;
  for (const [byte, count] of starts.entries()) {
    starts[byte] = sum;
    sum += count;
  }
  for (let n = 0; n < length; n++) {
    const byte = (transformed[n] ?? 0) & 0xff;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    transformed[place] = ((transformed[place] ?? 0) | (n << 8)) >>> 0;
  }
};

/** CRC-32 of the polynomial 0x04c11db7, the highest bit first. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

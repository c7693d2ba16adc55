import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

const PREFIX = "cflt";
const DIGITS = 6;

/** Confluent Cloud secrets: the little-endian CRC-32 of the 54 characters after the prefix, base64 without padding (detection.md 1). */
export const confluent: Structure = ({ value }) => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(value.slice(PREFIX.length, -DIGITS)));
  return checksumVerdict(sum.toString("base64").slice(0, DIGITS) === value.slice(-DIGITS));
};

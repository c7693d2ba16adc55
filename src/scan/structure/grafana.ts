import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** Grafana service accounts: eight hex digits, the little-endian CRC-32 of all before the last underscore. */
export const grafanaServiceAccount: Structure = ({ value }) => {
  const body = value.slice(0, value.lastIndexOf("_"));
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(body));
  return checksumVerdict(sum.toString("hex") === value.slice(-8).toLowerCase());
};

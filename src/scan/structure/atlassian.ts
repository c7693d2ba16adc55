import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** Atlassian API tokens: the last eight hex digits are the CRC-32 of all before them. */
export const atlassian: Structure = ({ value }) => {
  const expected = crc32(value.slice(0, -8)).toString(16).padStart(8, "0");
  return checksumVerdict(expected === value.slice(-8).toLowerCase());
};

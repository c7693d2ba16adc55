import { BASE62 } from "./base62.ts";
import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

const DIGITS = 6;

/**
 * GitHub, npm and Vercel: the last six characters are the CRC-32 of the part between the first `_` and them
 * (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 */
export const crc32Base62: Structure = ({ value }) => {
  const body = value.slice(value.indexOf("_") + 1);
  return checksumVerdict(base62Checksum(body.slice(0, -DIGITS)) === body.slice(-DIGITS));
};

/** Six base62 digits, zero padded. */
export const base62Checksum = (body: string): string => {
  let digits = "";
  for (let rest = crc32(body); digits.length < DIGITS; rest = Math.floor(rest / 62))
    digits = BASE62.charAt(rest % 62) + digits;
  return digits;
};

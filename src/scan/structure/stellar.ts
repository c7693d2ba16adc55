import { base32, readBase32 } from "./base32.ts";
import { crc16 } from "./crc16.ts";
import { ed25519Public } from "./ed25519-public.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** `G`: an account (SEP-23, version byte 6 << 3). */
const ACCOUNT = 48;

/** Stellar seeds: version byte, 32 bytes, CRC-16 little-endian, base32 (SEP-23 strkey). */
export const stellar: Structure = ({ value }) => {
  const bytes = readBase32(value);
  if (bytes?.length !== 35 || crc16(bytes.subarray(0, 33)) !== bytes.readUInt16LE(33)) return checksumVerdict(false);
  const account = Buffer.concat([Buffer.from([ACCOUNT]), ed25519Public(bytes.subarray(1, 33))]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(account));
  return checksumVerdict(true, { account: base32(Buffer.concat([account, sum])) });
};

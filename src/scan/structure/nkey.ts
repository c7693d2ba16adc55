import { base32, readBase32 } from "./base32.ts";
import { crc16 } from "./crc16.ts";
import { ed25519Public } from "./ed25519-public.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

const KINDS: Readonly<Record<string, string>> = {
  U: "user",
  A: "account",
  O: "operator",
  N: "server",
  C: "cluster",
  X: "curve",
};

/** NATS seeds: two prefix bytes, 32 bytes, CRC-16 little-endian, all base32 (https://github.com/nats-io/nkeys, strkey.go). */
export const nkey: Structure = ({ value }) => {
  const bytes = readBase32(value);
  const body = bytes?.subarray(0, -2);
  if (bytes === undefined || body === undefined || body.length !== 34) return checksumVerdict(false);
  const letter = value.charAt(1);
  const kind = KINDS[letter] ?? "unknown";
  if (crc16(body) !== bytes.readUInt16LE(body.length)) return checksumVerdict(false, { kind });
  return checksumVerdict(true, letter === "X" ? { kind } : { kind, publicKey: publicNkey(body) });
};

/** The public half as NATS prints it: prefix byte of the kind, 32 bytes, CRC-16. */
const publicNkey = (body: Buffer): string => {
  const prefix = (((body[0] ?? 0) & 7) << 5) | ((body[1] ?? 0) >> 3);
  const named = Buffer.concat([Buffer.from([prefix]), ed25519Public(body.subarray(2))]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(named));
  return base32(Buffer.concat([named, sum]));
};

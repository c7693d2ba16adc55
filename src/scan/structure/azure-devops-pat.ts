import { readBase32 } from "./base32.ts";
import { crc32 } from "./crc32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** What the checksum is XORed with (https://github.com/microsoft/security-utilities, IdentifiableMetadata, MIT). */
const OWNERS: readonly (readonly [seed: number, owner: string])[] = [
  [0xe0b9692d, "user"],
  [0x1019f92e, "application"],
];
/** Where the bytes of the checksum stand, the lowest first (security-utilities, AdoPat). */
const CHECKSUM_AT = [22, 8, 7, 2];
const BYTES = 32;

/** Azure DevOps tokens until 2024: 52 characters of base32, with a CRC-32 of the other bytes scattered in them. */
export const azureDevopsPat: Structure = ({ value }) => {
  const bytes = readBase32(value.toUpperCase())?.subarray(0, BYTES);
  if (bytes?.length !== BYTES) return checksumVerdict(false);
  const rest = Buffer.from([...bytes].filter((_byte, at) => !CHECKSUM_AT.includes(at)));
  const sum = Buffer.from(CHECKSUM_AT.map((at) => bytes[at] ?? 0)).readUInt32LE();
  const fitting = OWNERS.find(([seed]) => (crc32(rest.toString("latin1")) ^ seed) >>> 0 === sum);
  return checksumVerdict(fitting !== undefined, fitting === undefined ? {} : { owner: fitting[1] });
};

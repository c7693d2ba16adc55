import { base62 } from "./base62.ts";
import { marvin32 } from "./marvin32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** Offsets in the text (https://github.com/microsoft/security-utilities, CommonAnnotatedKey). */
const MARK = 52;
const KIND = 57;
const DATE = 58;
const SIGNATURE = 76;
const CHECKSUM = 80;
const SEED = "Default0";
const FIRST_YEAR = 2024;

const KINDS: Readonly<Record<string, string>> = { "9": "primary", D: "derived", H: "hash" };
const SERVICES: Readonly<Record<string, string>> = {
  AZEG: "Event Grid",
  AZDO: "DevOps",
  ACOG: "AI services",
  AWPS: "Web PubSub",
};
const YEARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** DevOps has a checksum of its own, with seeds that are not Marvin32's. */
const OWN_CHECKSUM = "AZDO";

/** Common annotated keys of Azure: 52 random characters, `JQQJ99`, year and month, 16 reserved, the service, a checksum. */
export const azureAnnotated: Structure = ({ value }) => {
  if (value.slice(MARK, KIND) !== "JQQJ9") return { reasons: ["without the mark of annotated Azure keys"] };
  const signature = value.slice(SIGNATURE, CHECKSUM);
  const allocated = month(value.slice(DATE, DATE + 2));
  const kind = KINDS[value.charAt(KIND)];
  const facts = {
    signature,
    ...(SERVICES[signature] === undefined ? {} : { service: SERVICES[signature] }),
    ...(kind === undefined ? {} : { kind }),
    ...(allocated === undefined ? {} : { allocated }),
  };
  if (signature === OWN_CHECKSUM) return { facts, reasons: ["annotated Azure key"] };
  return checksumVerdict(hasChecksum(value), facts);
};

/** Written in base62, filled up with zeros, or in base64; only the first characters of either stand in a key. */
const hasChecksum = (value: string): boolean => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(marvin32(Buffer.from(value.slice(0, CHECKSUM), "base64"), SEED));
  const written = value.slice(CHECKSUM, CHECKSUM + 4);
  return [base62(sum).padEnd(6, "0"), sum.toString("base64")].some((text) => text.startsWith(written));
};

/** `BC`: 2025-03. */
const month = (text: string): string | undefined => {
  const [year, index] = [YEARS.indexOf(text.charAt(0)), YEARS.indexOf(text.charAt(1))];
  return year < 0 || index < 0 || index > 11 ? undefined : `${FIRST_YEAR + year}-${String(index + 1).padStart(2, "0")}`;
};

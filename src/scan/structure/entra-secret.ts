import { marvin32 } from "./marvin32.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** The alphabet of Entra's generator, in its order, and the seed (security-utilities, IdentifiableMetadata). */
const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
const SEED = "AadPwd00";
const CHECKSUM = 3;
const CLIENT = /(?:client|app(?:lication)?)_?id\W{1,6}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;
const TENANT = /tenant_?(?:id)?\W{1,6}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** Entra client secrets: `8Q~` at the fourth character says that the last three are a checksum; `7Q~` had none. */
export const entraSecret: Structure = ({ value, text }) => {
  const [, clientId] = CLIENT.exec(text) ?? [];
  const [, tenant] = TENANT.exec(text) ?? [];
  const facts = { ...(clientId === undefined ? {} : { clientId }), ...(tenant === undefined ? {} : { tenant }) };
  if (value.slice(3, 6) !== "8Q~") return { facts, reasons: ["format of an Entra client secret"] };
  const sum = encode(marvin32(Buffer.from(value.slice(0, -CHECKSUM), "latin1"), SEED));
  return checksumVerdict(sum.slice(0, CHECKSUM) === value.slice(-CHECKSUM), facts);
};

const encode = (number: number): string => {
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / ALPHABET.length))
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
  return text;
};

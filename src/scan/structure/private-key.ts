import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Facts } from "../../domain/finding.ts";
import { bagAttributes } from "./bag-attributes.ts";
import { encryptedKey } from "./encrypted-key.ts";
import { readOpenSsh } from "./openssh.ts";
import { type PemBlock, readPem } from "./pem.ts";
import { readPgpKey } from "./pgp-key.ts";
import { publicKeyFacts } from "./public-key-facts.ts";
import type { Structure, Verdict } from "./structure.ts";

/** No key is shorter: Ed25519 in PKCS#8 has 48 bytes. */
const LEAST_BYTES = 40;
const DER_SEQUENCE = 0x30;

/**
 * DSA and Diffie-Hellman in PKCS#8 (RFC 3279 2.3, PKCS #3): OpenSSL makes the public half by a power of three numbers of any
 * length, which takes a minute in a block of 15 KB. Keys of 4,096 bits, more than anybody makes, have 1,200 bytes.
 */
const POWERS = ["06072a8648ce380401", "06092a864886f70d010301", "06072a8648ce3e0201"].map((hex) =>
  Buffer.from(hex, "hex"),
);
const LARGEST_POWER = 1300;

/** Longest attributes of an entry of a keystore that are read, in bytes. */
const ATTRIBUTES = 300;

/** Parses the block; what is no base64 is only a header in some text and is dropped. */
export const privateKey: Structure = ({ value, text, span }) => {
  const verdict = keyVerdict(value);
  const { facts, reasons } = bagAttributes(text.slice(0, span.start), text.slice(span.end, span.end + ATTRIBUTES));
  return { ...verdict, facts: { ...verdict.facts, ...facts }, reasons: [...(verdict.reasons ?? []), ...reasons] };
};

/** The same for a PEM file that stands as one base64 string, as in a kubeconfig, and for what stands between its lines alone. */
export const privateKeyBase64: Structure = ({ value }) => {
  const text = Buffer.from(value, "base64").toString("latin1");
  if (text.startsWith("-----")) {
    // Certificates may stand before it, and others behind it.
    const [key] = KEY_ON.exec(text) ?? [];
    return key === undefined ? { reject: "a public key or a certificate" } : keyVerdict(key);
  }
  const verdict = keyVerdict(`-----BEGIN PRIVATE KEY-----\n${value}\n-----END PRIVATE KEY-----`);
  return verdict.validity === "malformed" ? { reject: "does not parse as a key" } : verdict;
};

const KEY_ON = /-----BEGIN (?:[A-Z\d]+ )*PRIVATE KEY(?:(?!-----END )[\s\S])*(?:-----END [A-Z\d ]+-----)?/;

/** A line of a key as OpenSSL writes it: something of the key is there, however damaged the rest is (RFC 7468 2). */
const WHOLE_LINE = /(?<![A-Za-z0-9+/])(?=[A-Za-z/+]*\d)[A-Za-z0-9+/]{64}(?![A-Za-z0-9+/])/;

const keyVerdict = (pem: string): Verdict => {
  const block = readPem(pem);
  if (block === undefined) return WHOLE_LINE.test(pem) ? malformed("PEM") : { reject: "the block holds no base64" };
  const bytes = Buffer.from(block.base64, "base64");
  if (bytes.length < LEAST_BYTES) return { reject: "the block is too short for a key" };
  return { identity: block.canonical, written: block.canonical, ...blockVerdict(block, bytes) };
};

const blockVerdict = (block: PemBlock, bytes: Buffer): Verdict => {
  if (block.label.startsWith("OPENSSH")) return readOpenSsh(bytes) ?? malformed("OpenSSH");
  if (block.label.startsWith("PGP")) return readPgpKey(bytes) ?? malformed("PGP");
  const encrypted = block.label.startsWith("ENCRYPTED") || block.headers.some((line) => /ENCRYPTED/.test(line));
  if (encrypted) return encryptedKey(block, bytes) ?? malformed("PEM");
  const key = bytes[0] === DER_SEQUENCE ? parseDer(block, bytes) : undefined;
  return (key && parsedKey(key, "PEM")) ?? malformed("PEM");
};

/** What is told of a key that was read; undefined for one that is none after all. */
export const parsedKey = (key: KeyObject, format: string): Verdict | undefined => {
  const facts = factsOf(key);
  return (
    facts && {
      identity: identityOf(key),
      facts: { format, encrypted: false, ...facts },
      reasons: ["parses as a private key"],
    }
  );
};

/** PKCS#8, whatever shape it stands in: one key is one secret. */
const identityOf = (key: KeyObject): string => String(key.export({ format: "pem", type: "pkcs8" })).trimEnd();

/** OpenSSL reads some keys whose public half it then cannot make. */
const factsOf = (key: KeyObject): Facts | undefined => {
  try {
    return publicKeyFacts(createPublicKey(key));
  } catch {
    return undefined;
  }
};

export const malformed = (format: string): Verdict => ({
  confidence: "low",
  validity: "malformed",
  facts: { format },
  reasons: ["does not parse as a key: likely an example or cut"],
});

/** Node reads the three ASN.1 shapes by name; DSA only as a whole PEM file. */
const parseDer = (block: PemBlock, key: Buffer): KeyObject | undefined => {
  if (key.length > LARGEST_POWER && POWERS.some((identifier) => key.includes(identifier))) return undefined;
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    try {
      return createPrivateKey({ key, format: "der", type });
    } catch {}
  }
  try {
    const lines = block.base64.match(/.{1,64}/g) ?? [];
    return createPrivateKey(`-----BEGIN ${block.label}-----\n${lines.join("\n")}\n-----END ${block.label}-----\n`);
  } catch {
    return undefined;
  }
};

import { createHash } from "node:crypto";
import type { Facts } from "../domain/finding.ts";
import { KNOWN_VALUES } from "./known-data.ts";

/**
 * Values that everybody can read: what vendors print in their documentation, and what stands in packages of Debian and
 * npm. A list holds hashes only: the first 8 bytes of the SHA-256 of each value.
 */
const HASH_BYTES = 8;

const indexOf = (lists: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(lists).flatMap(([source, list]) => {
      const hex = Buffer.from(list, "base64").toString("hex");
      return (hex.match(new RegExp(`.{${2 * HASH_BYTES}}`, "g")) ?? []).map((hash) => [hash, source] as const);
    }),
  );

const EXAMPLES = indexOf(KNOWN_VALUES.examples);
const PUBLISHED = indexOf(KNOWN_VALUES.published);
const KEYS = indexOf(KNOWN_VALUES.keys);

/** As it stands in the lists, hex. */
export const knownHash = (text: string): string =>
  createHash("sha256")
    .update(text, "latin1")
    .digest("hex")
    .slice(0, 2 * HASH_BYTES);

export const isKnownExample = (value: string): boolean => EXAMPLES.has(knownHash(value));

/** `npm package ethers`: the package of which the token is a part, for everybody who has it. */
export const publishedIn = (value: string): string | undefined => PUBLISHED.get(knownHash(value));

/**
 * Where a private key was published. Its public half decides, so that every way of writing it is the same key; one that
 * cannot be read (encrypted) goes by its text.
 */
export const publicKeySource = (identity: string, facts: Facts): string | undefined => {
  const halves = publicHalves(facts);
  return (halves.length > 0 ? halves : [identity]).map((name) => KEYS.get(knownHash(name))).find(Boolean);
};

/** What is known of the public half of a key, in every form that other writings of it may have. */
export const publicHalves = (facts: Facts): readonly string[] =>
  ["spkiSha256", "sshFingerprint", "pgpFingerprint"].flatMap((name) => facts[name] ?? []).map(String);

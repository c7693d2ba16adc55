import { hash } from "node:crypto";
import type { Facts } from "../domain/finding.ts";
import { KNOWN_VALUES } from "./known-data.ts";

/**
 * Values that everybody can read: what vendors print in their documentation, and what stands in packages of Debian and
 * npm. A list holds hashes only: the first 8 bytes of the SHA-256 of each value.
 */
const HASH_BYTES = 8;

/** What the lists say of a value, each by the name of what it stands in. */
export interface Listed {
  readonly examples?: string;
  /** `npm package ethers`: the package of which the token is a part, for everybody who has it. */
  readonly published?: string;
  /** Where a private key was published. */
  readonly keys?: string;
}

const LISTED = new Map<string, Listed>();
for (const name of ["examples", "published", "keys"] as const)
  for (const [source, list] of Object.entries(KNOWN_VALUES[name]))
    for (const known of Buffer.from(list, "base64")
      .toString("hex")
      .match(new RegExp(`.{${2 * HASH_BYTES}}`, "g")) ?? [])
      LISTED.set(known, { ...LISTED.get(known), [name]: source });

/** As it stands in the lists, hex. */
export const knownHash = (text: string): string =>
  hash("sha256", Buffer.from(text, "latin1"), "hex").slice(0, 2 * HASH_BYTES);

export const NOWHERE: Listed = {};

export const listed = (text: string): Listed => LISTED.get(knownHash(text)) ?? NOWHERE;

/**
 * Where a private key was published. Its public half decides, so that every way of writing it is the same key; one that
 * cannot be read (encrypted) goes by its text, of which `own` is known.
 */
export const publicKeySource = (own: Listed, facts: Facts): string | undefined => {
  const halves = publicHalves(facts);
  return halves.length === 0 ? own.keys : halves.map((name) => listed(name).keys).find(Boolean);
};

/** What is known of the public half of a key, in every form that other writings of it may have. */
export const publicHalves = (facts: Facts): readonly string[] =>
  ["spkiSha256", "sshFingerprint", "pgpFingerprint"].flatMap((name) => facts[name] ?? []).map(String);

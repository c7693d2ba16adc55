import { shortDigest } from "../domain/digest.ts";
import type { Facts } from "../domain/finding.ts";
import type { Occurrence, Secret } from "../domain/rotation.ts";
import { METADATA } from "./metadata.ts";
import { nameStem } from "./name-stem.ts";

/** A reason why two secrets belong together. `distance`: smaller is closer. `order`: settles ties, the same for the same case. */
export interface Binding {
  readonly lead: string;
  readonly member: string;
  readonly distance: number;
  readonly order: string;
  /** It could be chance. */
  readonly likely: boolean;
  /** Made when it is used: most bindings are not. */
  readonly evidence: () => string;
}

/** A secret at one of its places. */
export interface Half {
  readonly secret: Secret;
  readonly at: Occurrence;
  readonly stem: string;
}

export interface Halves {
  readonly leads: readonly Half[];
  readonly members: readonly Half[];
}

export const halvesOf = (secret: Secret): readonly Half[] =>
  secret.occurrences.map((at) => ({ secret, at, stem: nameStem(at.name) }));

export const inMetadata = ({ kind }: Occurrence): boolean => METADATA.includes(kind);

/** `line 3 of app/.env in sha256:0123456789ab`, `Env[KEY] of config sha256:0123456789ab`. */
export const placeName = (at: Occurrence): string =>
  inMetadata(at)
    ? `${at.path} of config ${shortDigest(at.blob)}`
    : `line ${at.line} of ${at.path} in ${shortDigest(at.blob)}`;

/** Both are named, and after different things. */
export const namedApart = (a: Half, b: Half): boolean => a.stem !== "" && b.stem !== "" && a.stem !== b.stem;

/** Facts that name whose a secret is: two that differ in one do not belong together, wherever they stand. */
const OWNERS = ["account", "project", "organization", "workspace", "tenant", "user", "host", "mode", "environment"];

export const ownersDiffer = ({ facts: a }: Secret, { facts: b }: Secret): boolean =>
  OWNERS.some((name) => differs(a, b, name));

export const ownersAgree = ({ facts: a }: Secret, { facts: b }: Secret): boolean =>
  a.account !== undefined && a.account === b.account;

const differs = (a: Facts, b: Facts, name: string): boolean =>
  a[name] !== undefined && b[name] !== undefined && a[name] !== b[name];

import { shortDigest } from "../domain/digest.ts";
import { nameStem } from "../domain/name-stem.ts";
import type { Occurrence, Secret } from "../domain/rotation.ts";
import { METADATA } from "./metadata.ts";

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

export const inMetadata = ({ kind }: Pick<Occurrence, "kind">): boolean => METADATA.includes(kind);

/** `line 3 of app/.env in sha256:0123456789ab`, `Env[KEY] of config sha256:0123456789ab`. */
export const placeName = (at: Pick<Occurrence, "kind" | "path" | "line" | "blob">): string =>
  inMetadata(at)
    ? `${at.path} of config ${shortDigest(at.blob)}`
    : `line ${at.line} of ${at.path} in ${shortDigest(at.blob)}`;

/** Both are named, and after different things. */
export const namedApart = (a: Half, b: Half): boolean => a.stem !== "" && b.stem !== "" && a.stem !== b.stem;

/** Facts that name whose a secret is: two that differ in one do not belong together, wherever they stand. */
const OWNERS = ["account", "project", "organization", "workspace", "tenant", "user", "host", "mode", "environment"];

export const ownersDiffer = (a: Secret, b: Secret): boolean => {
  const [one, other] = [a.facts, b.facts];
  return OWNERS.some((name) => {
    const differ = one[name] !== undefined && other[name] !== undefined && one[name] !== other[name];
    return differ && isSure(a, name) && isSure(b, name);
  });
};

export const ownersAgree = (a: Secret, b: Secret): boolean =>
  a.facts.account !== undefined && a.facts.account === b.facts.account && isSure(a, "account") && isSure(b, "account");

/** What is only likely neither parts secrets nor proves that they belong together. */
const isSure = ({ likelyFacts }: Secret, name: string): boolean => likelyFacts?.includes(name) !== true;

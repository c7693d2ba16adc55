import { shortDigest } from "../domain/digest.ts";
import type { Facts } from "../domain/finding.ts";
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

export const ownersDiffer = (a: Secret, b: Secret): boolean =>
  OWNERS.some((name) => {
    const [one, other] = [sure(a, name), sure(b, name)];
    return one !== undefined && other !== undefined && one !== other;
  });

export const ownersAgree = (a: Secret, b: Secret): boolean => {
  const account = sure(a, "account");
  return account !== undefined && account === sure(b, "account");
};

/** What is only likely neither parts secrets nor proves that they belong together. */
const sure = ({ facts, likelyFacts }: Secret, name: string): Facts[string] | undefined =>
  likelyFacts?.includes(name) ? undefined : facts[name];

import type { CanarySearch } from "./search-images.ts";

/** A secret that a fix moved or took out, and the canary that stands for it in the builds. */
export interface ProvenSecret {
  /** Name of the variable, or path of the file in the source tree. */
  readonly label: string;
  /** Id of the mount; absent when the secret is not needed any more. */
  readonly id?: string;
  readonly kind: "variable" | "file";
  readonly canary: string;
  /** A step asks for it with `required=true`. */
  readonly required: boolean;
  /** Why no canary can stand for it. */
  readonly problem?: string;
}

/** One build, and what its image shows. `line`: what the builder said, one line without values. */
export type BuildSide =
  | { readonly kind: "built"; readonly found: CanarySearch }
  | { readonly kind: "failed"; readonly why: FailureKind; readonly line: string };

/**
 * `base`: an image that is built on could not be had. `frontend`: neither could that of `# syntax=`. `unable`: this builder
 * does not know a form of the Dockerfile. `timeout`: it took too long. `step`: anything else.
 */
export type FailureKind = "base" | "frontend" | "unable" | "timeout" | "step";

/** Provenance and build cache, both in mode=max. */
export type TrailSide =
  | { readonly kind: "searched"; readonly found: CanarySearch }
  /** The builder writes neither. */
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly line: string };

export interface ProofFacts {
  readonly before: BuildSide;
  readonly after: BuildSide;
  /** The build without any secret; absent when no mount is required, or `after` did not build. */
  readonly without?: "builds" | "fails" | "timeout";
  readonly trail: TrailSide;
}

type Verdict = "proven" | "not proven" | "failed";

export interface Judgement {
  readonly verdict: Verdict;
  /** Empty when it is proven. */
  readonly reason: string;
}

/** All that was seen of one Dockerfile. */
export interface Proof {
  readonly path: string;
  readonly secrets: readonly ProvenSecret[];
  readonly facts: ProofFacts;
  /** `USER` of the steps that have a mount, other than root. */
  readonly users: readonly string[];
  /** What a reader must know to weigh it. */
  readonly notes: readonly string[];
}

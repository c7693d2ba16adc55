import type { ByteSet } from "./byte-set.ts";

/** A pattern of RE2 or of Rust's regex crate, flags resolved. It matches bytes: what is beyond ASCII is its UTF-8. */
export type Node =
  | { readonly type: "set"; readonly set: ByteSet }
  | { readonly type: "sequence"; readonly parts: readonly Node[] }
  | { readonly type: "choice"; readonly branches: readonly Node[] }
  | Capture
  | Repeat
  | { readonly type: "edge"; readonly source: string }
  | { readonly type: "look"; readonly open: "?=" | "?!" | "?<=" | "?<!"; readonly inner: Node };

export interface Capture {
  readonly type: "capture";
  /** From 1, in the order of the opening brackets. */
  readonly index: number;
  readonly name?: string;
  readonly inner: Node;
}

export interface Repeat {
  readonly type: "repeat";
  readonly inner: Node;
  readonly min: number;
  /** Infinity when it has no end. */
  readonly max: number;
  readonly greedy: boolean;
}

export const EMPTY: Node = { type: "sequence", parts: [] };

/** `re2`: Go's, as gitleaks uses it. `rust`: the regex crate and Hyperscan, as Kingfisher uses them. */
export type Dialect = "re2" | "rust";

/** What of a pattern has no JavaScript form. */
export class PatternProblem extends Error {
  readonly hint: string;
  constructor(problem: string, hint: string) {
    super(problem);
    this.hint = hint;
  }
}

/** A pattern that hostile text can keep busy for ever. */
export class SlowPattern extends PatternProblem {}

import type { Overlap } from "../domain/finding.ts";

export type StepKind = "contain" | "create" | "deploy" | "disable" | "soak" | "delete" | "verify" | "purge";
export const STEP_KINDS: readonly StepKind[] = [
  "contain",
  "create",
  "deploy",
  "disable",
  "soak",
  "delete",
  "verify",
  "purge",
];

/** Its texts may name facts, as `{{account}}`. */
export interface RunbookStep {
  readonly kind: StepKind;
  readonly text: string;
  /** Where in the pages of the provider it is done: `Settings > Developer settings > Tokens`. */
  readonly ui?: string;
  readonly command?: string;
  readonly reversible?: boolean;
}

/** One log to read for use of the old value by others. */
export interface RunbookLog {
  readonly text: string;
  readonly query?: string;
  /** Why there is no query to paste. */
  readonly noQuery?: string;
}

/**
 * Secrets of another runbook that this one fits better, told by all that it names: `facts` by their values and `names` by
 * their words (`redis auth|password`), both in lower case, `paths` by a part of them.
 */
export interface Refinement {
  readonly runbook: string;
  readonly facts?: Readonly<Record<string, readonly string[]>>;
  readonly names?: readonly string[];
  readonly paths?: readonly string[];
}

/**
 * What of a runbook was not compared with the vendor's documentation, besides what its texts mark as unconfirmed: `pages`, the
 * ways through the vendor's pages (`ui`), or `all`.
 */
export type Unconfirmed = "pages" | "all";

/** How to rotate one kind of secret, in plain text without Markdown. `reviewed`: date, YYYY-MM-DD. */
export interface Runbook {
  readonly id: string;
  readonly title: string;
  readonly refines?: readonly Refinement[];
  readonly overlap: Overlap;
  readonly reviewed: string;
  readonly unconfirmed?: Unconfirmed;
  readonly sources: readonly string[];
  readonly sideEffects: string;
  readonly privilege: string;
  readonly steps: readonly RunbookStep[];
  readonly logs: readonly RunbookLog[];
  /** Where to find what its texts name in angle brackets: `REGION: "aws account list-regions"`. */
  readonly placeholders?: Readonly<Record<string, string>>;
}

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
}

/** How to rotate one kind of secret, in plain text without Markdown. `reviewed`: date, YYYY-MM-DD. */
export interface Runbook {
  readonly id: string;
  readonly title: string;
  readonly overlap: Overlap;
  readonly reviewed: string;
  readonly sources: readonly string[];
  readonly sideEffects: string;
  readonly privilege: string;
  readonly steps: readonly RunbookStep[];
  readonly logs: readonly RunbookLog[];
}

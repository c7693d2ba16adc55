import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import type { BuildTool } from "./build-command.ts";
import type { BundleStep } from "./bundle.ts";

/** A build that the file starts. */
export interface Build {
  /** The Dockerfile; undefined when it is not known. */
  readonly path: string | undefined;
  readonly tool: BuildTool;
  /** Offset of what starts it. */
  readonly at: number;
}

/** What was read and is to change in one file. Offsets are those of its text. */
export interface Changed {
  readonly edits: readonly Edit[];
  readonly notes: readonly string[];
  readonly steps: readonly BundleStep[];
  readonly builds: readonly Build[];
  /** Builds of a Dockerfile that is not known, which pass nothing that moved. */
  readonly unclear: readonly number[];
  /** Text that was understood: what it passes was changed, or belongs to another Dockerfile. */
  readonly handled: readonly Span[];
}

export const NOTHING: Changed = { edits: [], notes: [], steps: [], builds: [], unclear: [], handled: [] };

export const joinChanges = (parts: readonly Partial<Changed>[]): Changed => ({
  edits: parts.flatMap((one) => one.edits ?? []),
  notes: parts.flatMap((one) => one.notes ?? []),
  steps: parts.flatMap((one) => one.steps ?? []),
  builds: parts.flatMap((one) => one.builds ?? []),
  unclear: parts.flatMap((one) => one.unclear ?? []),
  handled: parts.flatMap((one) => one.handled ?? []),
});

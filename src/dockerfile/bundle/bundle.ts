import type { BuildContext } from "../build-context.ts";
import { applyEdits } from "../edit.ts";
import type { ManualCode } from "../manual.ts";
import type { MovedSecret } from "../proposal.ts";
import { NOTHING } from "./changed.ts";
import { type ChangeRequest, kindOf } from "./kinds.ts";
import { findLeftovers } from "./leftovers.ts";
import { lineOf } from "./lines.ts";
import { readNeeds } from "./needs.ts";

export { detectBuilder } from "./detect-builder.ts";

/** A Dockerfile of the source tree and what its fix did. Paths are relative to the root of the tree, with `/`. */
export interface FixedDockerfile {
  readonly path: string;
  /** Secrets that builds must pass from now on. */
  readonly moved: readonly MovedSecret[];
  /** Build arguments that are gone; they must not be passed any more. */
  readonly droppedArgs: readonly string[];
}

export interface BundleInput {
  readonly dockerfiles: readonly FixedDockerfile[];
  /** Every file of the tree, and its text when it is small and UTF-8. */
  readonly context: BuildContext;
}

export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly notes: readonly string[];
}

/** Something a person must change. No value in any text. */
export interface BundleStep {
  /** M10: the builder has no secret mounts. M7: not understood. R11: the value is written there. */
  readonly code: ManualCode;
  readonly path: string;
  /** 1-based, in the text before the change. */
  readonly line?: number;
  readonly reason: string;
  readonly sketch?: string;
}

export interface BundleResult {
  readonly changes: readonly FileChange[];
  readonly steps: readonly BundleStep[];
  /**
   * Build commands that pass nothing of what must be passed and were not understood (`scripts/build.sh:4`), and
   * Dockerfiles that no file of the tree builds: the README must say their command.
   */
  readonly unbuilt: readonly string[];
}

/** Changes what starts builds, so that it lands together with the Dockerfiles. */
export const bundle = ({ dockerfiles, context }: BundleInput): BundleResult => {
  const needs = readNeeds(dockerfiles);
  if (needs.length === 0) return { changes: [], steps: [], unbuilt: [] };
  const results = context.files.flatMap((path) => {
    const text = context.read(path);
    return text === undefined ? [] : [changeFile({ path, text, needs, context })];
  });
  const built = new Set(results.flatMap((one) => one.builds));
  return {
    changes: results.flatMap((one) => one.change ?? []),
    steps: results.flatMap((one) => one.steps),
    unbuilt: [
      ...results.flatMap((one) => one.unclear),
      ...needs.map((one) => one.dockerfile).filter((path) => !built.has(path)),
    ],
  };
};

interface FileResult {
  readonly change?: FileChange;
  readonly steps: readonly BundleStep[];
  readonly unclear: readonly string[];
  readonly builds: readonly string[];
}

const changeFile = (request: ChangeRequest): FileResult => {
  const { path, text } = request;
  const kind = kindOf(request);
  const changed = kind?.change(request) ?? NOTHING;
  const after = applyEdits(text, changed.edits);
  const problem =
    after === undefined ? "its edits overlap" : changed.edits.length > 0 && kind?.check?.(text, changed.edits);
  const builds = changed.builds.flatMap((one) => one.path ?? []);
  if (after === undefined || problem)
    return { steps: [...changed.steps, refused(request, problem || "")], unclear: [], builds };
  return {
    ...(after === text ? {} : { change: { path, before: text, after, notes: [...new Set(changed.notes)] } }),
    steps: distinctSteps([...changed.steps, ...findLeftovers(request, changed)]),
    unclear: [...new Set(changed.unclear.map((at) => `${path}:${lineOf(text, at)}`))],
    builds,
  };
};

const refused = ({ path }: ChangeRequest, problem: string): BundleStep => ({
  code: "M7",
  path,
  reason: `the file builds an image whose secrets moved, and was left as it is: ${problem}`,
});

const distinctSteps = (steps: readonly BundleStep[]): readonly BundleStep[] => [
  ...new Map(steps.map((step) => [[step.code, step.line, step.line ? "" : step.reason].join(), step])).values(),
];

import { applyEdits, type Edit } from "../edit.ts";
import { parseDockerfile } from "../parse/parse.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { Inserted, Proposal } from "../proposal.ts";

/** A Dockerfile after some steps. `origin` tells for each of its instructions which one it was, if it is not new. */
export interface Composition {
  readonly start: ParsedDockerfile;
  readonly file: ParsedDockerfile;
  readonly origin: readonly (Instruction | undefined)[];
  readonly touched: ReadonlySet<Instruction>;
}

/** `before`: each gets one new instruction in front of it, per mention; undefined stands for the end of the file. */
export interface Step {
  readonly edits: readonly Edit[];
  readonly deleted?: readonly Instruction[];
  readonly touched?: readonly Instruction[];
  readonly before?: readonly (Instruction | undefined)[];
}

export const compose = (file: ParsedDockerfile): Composition => ({
  start: file,
  file,
  origin: file.instructions,
  touched: new Set(),
});

/** Undefined when the edits overlap or give other instructions than the step says. */
export const advance = (from: Composition, step: Step): Composition | undefined => {
  const text = applyEdits(from.file.text, step.edits);
  if (text === undefined) return undefined;
  const file = parseDockerfile(text);
  const added = (at: Instruction | undefined) => (step.before ?? []).filter((each) => each === at).map(() => undefined);
  const kept = from.file.instructions.flatMap((one) => [
    ...added(one),
    ...(step.deleted?.includes(one) ? [] : [from.origin[one.index]]),
  ]);
  const origin = [...kept, ...added(undefined)];
  if (file.problem !== undefined || origin.length !== file.instructions.length) return undefined;
  const touched = (step.touched ?? []).flatMap((one) => from.origin[one.index] ?? []);
  return { ...from, file, origin, touched: new Set([...from.touched, ...touched]) };
};

/** All steps as one change of the file they started from. */
export const composed = ({
  start,
  file,
  origin,
  touched,
}: Composition): Pick<Proposal, "edits" | "deleted" | "touched"> & {
  readonly inserted: readonly Inserted[];
} => {
  const kept = new Set(origin);
  return {
    edits: difference(start.text, file.text),
    deleted: start.instructions.filter((one) => !kept.has(one)),
    touched: start.instructions.filter((one) => kept.has(one) && touched.has(one)),
    inserted: file.instructions.flatMap((one) => {
      if (origin[one.index] !== undefined) return [];
      const before = origin.slice(one.index).find((each) => each !== undefined);
      return [{ text: file.text.slice(one.start, one.end), ...(before ? { before } : {}) }];
    }),
  };
};

const difference = (before: string, after: string): Edit[] => {
  if (before === after) return [];
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return [{ start, end: before.length - tail, replacement: after.slice(start, after.length - tail) }];
};

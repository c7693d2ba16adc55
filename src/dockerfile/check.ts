import { parseDockerfile } from "./parse/parse.ts";
import type { Instruction, ParsedDockerfile } from "./parse/parsed-dockerfile.ts";
import type { Proposal } from "./proposal.ts";
import { parseRun } from "./shell/shell.ts";

/**
 * Reads the edited text again: the instructions must be the old ones without the deleted and with the inserted, all but the
 * touched letter by letter, and every RUN whose shell text was understood must still be. Undefined when all of that holds.
 */
export const checkEdit = (before: ParsedDockerfile, after: string, proposal: Proposal): string | undefined => {
  const result = parseDockerfile(after);
  if (result.problem !== undefined) return `the result does not parse: ${result.problem}`;
  const expected = expectedInstructions(before, proposal);
  if (expected.length !== result.instructions.length) return "the result has other instructions than intended";
  for (const [index, old] of expected.entries()) {
    const now = result.instructions[index];
    if (now === undefined) return "the result has other instructions than intended";
    if (typeof old === "string") {
      if (textOf({ file: result, at: now }) !== old) return "the result has other instructions than intended";
      continue;
    }
    if (now.keyword !== old.keyword) return "the result has other instructions than intended";
    const problem = proposal.touched.includes(old)
      ? touchedProblem({ file: before, at: old }, { file: result, at: now })
      : untouchedProblem({ file: before, at: old }, { file: result, at: now });
    if (problem) return problem;
  }
  return undefined;
};

/** A text for an instruction that is new. */
const expectedInstructions = (
  { instructions }: ParsedDockerfile,
  { deleted, inserted = [] }: Proposal,
): readonly (Instruction | string)[] => {
  const textsBefore = (at: Instruction | undefined) =>
    inserted.filter((one) => one.before === at).map(({ text }) => text);
  const kept = instructions.flatMap((one) => [...textsBefore(one), ...(deleted.includes(one) ? [] : [one])]);
  return [...kept, ...textsBefore(undefined)];
};

interface Place {
  readonly file: ParsedDockerfile;
  readonly at: Instruction;
}

const textOf = ({ file, at }: Place): string => file.text.slice(at.start, at.end);

const untouchedProblem = (old: Place, now: Place): string | undefined =>
  textOf(old) === textOf(now) ? undefined : "the edit would reach an instruction it must not touch";

const touchedProblem = (old: Place, now: Place): string | undefined => {
  if (old.at.keyword !== "RUN" || parseRun(old.file, old.at).form === "opaque") return undefined;
  return parseRun(now.file, now.at).form === "opaque" ? "the shell text of the result does not parse" : undefined;
};

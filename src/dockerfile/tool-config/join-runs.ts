import type { Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "../parsed-dockerfile.ts";
import { parseRun } from "../shell.ts";
import { shellCommands } from "../shell-commands.ts";

export interface JoinedRuns {
  readonly edits: readonly Edit[];
  /** RUNs whose text is now that of the first. */
  readonly deleted: readonly Instruction[];
}

/** One RUN of several that stand next to each other and are plain chains, with more commands at its end. Undefined for others. */
export const joinRuns = (
  file: ParsedDockerfile,
  { runs, more }: { readonly runs: readonly Instruction[]; readonly more: readonly string[] },
): JoinedRuns | undefined => {
  const last = runs.at(-1);
  const areNext = runs.every((at, index) => index === 0 || isNext(file, runs[index - 1], at));
  if (
    last === undefined ||
    !areNext ||
    !runs.every((at) => isPlain(file, at, { isFirst: at === runs[0], isLast: at === last }))
  )
    return undefined;
  const line = ` && ${file.escape}${file.eol}    `;
  const joints = runs
    .slice(1)
    .map((at, index): Edit => ({ start: runs[index]?.end ?? at.start, end: at.args.start, replacement: line }));
  const end = { start: last.end, end: last.end, replacement: more.map((command) => `${line}${command}`).join("") };
  return { edits: more.length > 0 ? [...joints, end] : joints, deleted: runs.slice(1) };
};

/** One chain of `&&` without options of RUN, that changes nothing of the shell for what follows. */
const isPlain = (
  file: ParsedDockerfile,
  at: Instruction,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): boolean => {
  const body = parseRun(file, at);
  if (body.form !== "shell" || (at.flags.length > 0 && !isFirst) || at.heredocs.length > 0) return false;
  const commands = shellCommands(body.script);
  if (commands.some((one) => /^(?:cd|pushd|exit|exec)$/.test(one.name))) return false;
  if (!isLast && commands.some((one) => /^(?:|set|export|umask|source|\.|alias|unset)$/.test(one.name))) return false;
  const [only, ...others] = body.script.commands;
  if (only === undefined || others.length > 0 || only.background) return false;
  return only.command.type === "AndOr"
    ? !only.command.operators.includes("||")
    : /^(?:Command|Pipeline)$/.test(only.command.type);
};

const isNext = (file: ParsedDockerfile, before: Instruction | undefined, at: Instruction): boolean =>
  before !== undefined && at.index === before.index + 1 && /^\s*$/.test(file.text.slice(before.end, at.start));

import type { SyntaxNode } from "unbash";
import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";

export interface JoinedRuns {
  readonly edits: readonly Edit[];
  /** RUNs whose text is now that of the first. */
  readonly deleted: readonly Instruction[];
}

/**
 * One RUN of several that stand next to each other and are plain chains, with more commands at its end: scripts become one
 * script. Undefined for others, and for scripts among shell texts.
 */
export const joinRuns = (
  file: ParsedDockerfile,
  { runs, more }: { readonly runs: readonly Instruction[]; readonly more: readonly string[] },
): JoinedRuns | undefined => {
  const areNext = runs.every((at, index) => index === 0 || isNext(file, runs[index - 1], at));
  const chains = runs.map((at) => chainOf(file, at, { isFirst: at === runs[0], isLast: at === runs.at(-1) }));
  const [first, last] = [chains[0], chains.at(-1)];
  const isOneForm = chains.every((one) => one !== undefined && one.opening === first?.opening);
  if (first === undefined || last === undefined || !areNext || !isOneForm) return undefined;
  const line = first.opening === undefined ? ` && ${file.escape}${file.eol}    ` : scriptJoint(file);
  const joints = chains.flatMap((one, index): readonly Edit[] => {
    const before = chains[index - 1];
    return one && before ? [{ start: before.end, end: one.start, replacement: line }] : [];
  });
  const added = more.map((command) => `${line}${command}`).join("");
  const end = { start: last.end, end: last.end, replacement: added };
  return { edits: more.length > 0 ? [...joints, end] : joints, deleted: runs.slice(1) };
};

/**
 * Between two commands of a script: the escape is the shell's, which gets the carriage returns of the file too.
 * Source: https://github.com/moby/buildkit/issues/4282
 */
export const scriptJoint = ({ eol }: ParsedDockerfile): string => (eol === "\n" ? " && \\\n    " : " && ");

interface Chain extends Span {
  /** What opens the script; none for shell text. */
  readonly opening: string | undefined;
}

/** One chain of `&&` without options of RUN, that changes nothing of the shell for what follows. */
const chainOf = (
  file: ParsedDockerfile,
  at: Instruction,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): Chain | undefined => {
  const body = parseRun(file, at);
  if ((body.form !== "shell" && body.form !== "heredoc") || (at.flags.length > 0 && !isFirst)) return undefined;
  const commands = shellCommands(body.script);
  if (commands.some((one) => /^(?:cd|pushd|exit|exec)$/.test(one.name))) return undefined;
  if (!isLast && commands.some((one) => /^(?:|set|export|umask|source|\.|alias|unset)$/.test(one.name)))
    return undefined;
  const [only, ...others] = body.script.commands;
  if (only === undefined || others.length > 0 || only.background || !isChain(only.command)) return undefined;
  const { pos, end } = only.command;
  if (body.form === "shell")
    return at.heredocs.length > 0 ? undefined : { opening: undefined, start: at.args.start, end: at.end };
  const isWhole = !file.flat.slice(body.span.start, pos).trim() && !file.flat.slice(end, body.span.end).trim();
  const opening = file.flat.slice(at.args.start, at.args.end).trim();
  // Tabs of a line mean nothing to `<<-`.
  return isWhole && opening.startsWith("<<") && opening[2] !== "-" ? { opening, start: pos, end } : undefined;
};

const isChain = (node: SyntaxNode): boolean =>
  node.type === "AndOr" ? !node.operators.includes("||") : /^(?:Command|Pipeline)$/.test(node.type);

const isNext = (file: ParsedDockerfile, before: Instruction | undefined, at: Instruction): boolean =>
  before !== undefined && at.index === before.index + 1 && /^\s*$/.test(file.text.slice(before.end, at.start));

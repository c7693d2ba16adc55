import { forEachChild, type SyntaxNode } from "unbash";
import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import type { KeepingRun } from "../mount/rewrite.ts";
import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { taintedNames } from "../shell/taint.ts";
import type { NameStyle } from "./config-row.ts";

/**
 * Edits that make the commands write the name of the variable, as the tool expands it, in place of its value. Undefined when
 * the value is changed on the way, or stands where the tool expands nothing.
 */
export const nameInstead = (
  file: ParsedDockerfile,
  run: KeepingRun,
  { commands, style }: { readonly commands: readonly ShellCommand[]; readonly style: NameStyle },
): readonly Edit[] | undefined => {
  const names = taintedNames(shellCommands(run.body.script), run.name);
  if (commands.some((one) => [...one.expands].some((name) => name !== run.name && names.has(name)))) return undefined;
  const nodes = expansionsOf(file.flat, run, commands);
  const isPlain = nodes.every(({ text, isNested }) => !isNested && [`$${run.name}`, `\${${run.name}}`].includes(text));
  if (nodes.length === 0 || !isPlain) return undefined;
  if (style === "bun" && !nodes.every((node) => isWholeString(file.flat, node))) return undefined;
  const words = commands.flatMap((command) => command.argSpans.map((span) => ({ command, span })));
  const edits = nodes.map((node): Edit => {
    const word = words.find(({ span }) => span.start <= node.start && node.end <= span.end);
    const quoted = word && singleQuoted(file.flat, { span: word.span, nodes, text: written(style, run.name) });
    if (quoted !== undefined && word) return { ...word.span, replacement: quoted };
    const text =
      word?.command.name === "printf" ? written(style, run.name).replaceAll("%", "%%") : written(style, run.name);
    return { start: node.start, end: node.end, replacement: text.replace("$", "\\$") };
  });
  return [...new Map(edits.map((one) => [one.start, one])).values()];
};

const written = (style: NameStyle, name: string): string =>
  ({
    npm: `\${${name}}`,
    // Without the dash, Yarn stops wherever the variable is not set.
    yarn: `\${${name}-}`,
    // Bun expands `$NAME` where it is the whole string.
    bun: `$${name}`,
    maven: `\${env.${name}}`,
    nuget: `%${name}%`,
    conda: `\${${name}}`,
  })[style];

const isWholeString = (flat: string, { start, end }: Span): boolean => {
  const open = flat.slice(start - 1, start);
  return /["']/.test(open) && flat.slice(end).replace(/^\\/, "").startsWith(open);
};

/** A word that expands nothing else reads best in single quotes. */
const singleQuoted = (
  flat: string,
  { span, nodes, text }: { readonly span: Span; readonly nodes: readonly Expansion[]; readonly text: string },
): string | undefined => {
  const raw = flat.slice(span.start, span.end);
  const isDouble = /^"[^"'\\`]*"$/.test(raw);
  const inner = isDouble ? raw.slice(1, -1) : raw;
  const own = nodes.filter((node) => span.start <= node.start && node.end <= span.end);
  const rest = own.reduce((left, node) => left.replace(node.text, ""), inner);
  if (rest.includes("$") || text.includes("%") || (!isDouble && !/^[\w@%+=:,./-]*$/.test(rest))) return undefined;
  return `'${own.reduce((left, node) => left.replace(node.text, () => "\0"), inner).replaceAll("\0", text)}'`;
};

interface Expansion extends Span {
  readonly text: string;
  /** In a command substitution: what is written is made from the value. */
  readonly isNested: boolean;
}

const expansionsOf = (flat: string, run: KeepingRun, commands: readonly ShellCommand[]): readonly Expansion[] => {
  const found: Expansion[] = [];
  const visit = (node: SyntaxNode, isNested: boolean): void => {
    const isName =
      (node.type === "SimpleExpansion" && node.text.slice(1) === run.name) ||
      (node.type === "ParameterExpansion" && node.parameter === run.name);
    const one = { start: node.pos, end: node.end, text: flat.slice(node.pos, node.end), isNested };
    if (isName && commands.some((command) => holds(flat, command, one))) found.push(one);
    forEachChild(node, (child) => visit(child, isNested || node.type === "Script"));
  };
  forEachChild(run.body.script, (child) => visit(child, false));
  return found;
};

/** The body of a heredoc lies after its command; its line ends are as the shell text has them. */
const holds = (flat: string, command: ShellCommand, { start, end }: Span): boolean =>
  (command.start <= start && end <= command.end) ||
  command.redirects.some(({ operator, body }) => {
    const at = operator.startsWith("<<") ? flat.replaceAll("\r\n", " \n").indexOf(body, command.start) : -1;
    return at >= 0 && at <= start && end <= at + body.length;
  });

import { type Command, forEachChild, type ParsedScript, type Redirected, type Script, type SyntaxNode } from "unbash";
import type { Span } from "../../domain/finding.ts";
import { environmentNames } from "./environment-reads.ts";

/** A simple command anywhere in a script, in source order. */
export interface ShellCommand extends Span {
  /** Without quotes and without its directory: `npm`. Empty for a bare assignment. */
  readonly name: string;
  /** The name, and what `bundle exec`, `poetry run` or `python -m` starts. */
  readonly tools: readonly string[];
  /** `sudo`, `env A=1` and their like in front of the program, word by word. */
  readonly wrappers: readonly string[];
  /** Name as written, with its directory. */
  readonly program: string;
  /** Values without quotes; expansions stay as written. */
  readonly args: readonly string[];
  /** Spans of `args`. */
  readonly argSpans: readonly Span[];
  readonly assignments: readonly { readonly name: string; readonly text: string }[];
  readonly redirects: readonly { readonly operator: string; readonly target: string; readonly body: string }[];
  /** Names the shell expands in it, and those that the program is told to print. */
  readonly expands: ReadonlySet<string>;
  /** Commands of one pipeline share the number. */
  readonly pipeline: number;
}

/** `sudo`, `env A=1`, `time` and their like are looked through. A group with redirections counts as a command `{}`. */
export const shellCommands = (script: Script): readonly ShellCommand[] => {
  const commands: ShellCommand[] = [];
  let pipelines = 0;
  const visit = (node: SyntaxNode, pipeline: number | undefined): void => {
    if (node.type === "Command") commands.push(readCommand(node, pipeline ?? pipelines++));
    if (node.type === "Redirected") commands.push(readGroup(node, pipeline ?? pipelines++));
    const inner = node.type === "Pipeline" ? pipelines++ : node.type === "Command" ? undefined : pipeline;
    forEachChild(node, (child) => visit(child, inner));
  };
  visit(script, undefined);
  return commands;
};

/** Scripts inside substitutions; each carries its own errors. */
export const nestedScripts = (script: Script): readonly ParsedScript[] => {
  const found: ParsedScript[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Script") found.push(node);
    forEachChild(node, visit);
  };
  forEachChild(script, visit);
  return found;
};

/** Names that the shell itself expands, inside substitutions and heredocs too, or that `printenv` and its like print. */
export const expandedNames = (node: SyntaxNode): ReadonlySet<string> => {
  const names = new Set<string>();
  const visit = (one: SyntaxNode): void => {
    if (one.type === "SimpleExpansion") names.add(one.text.slice(1));
    if (one.type === "ParameterExpansion") names.add(one.parameter);
    if (one.type === "Command") for (const name of printedNames(one)) names.add(name);
    forEachChild(one, visit);
  };
  visit(node);
  return names;
};

const WRAPPERS = new Set([
  "sudo",
  "env",
  "time",
  "nice",
  "nohup",
  "exec",
  "command",
  "xargs",
  "timeout",
  "su-exec",
  "gosu",
]);

const wordsOf = (node: Command) =>
  [node.name, ...node.suffix].flatMap((one) => (one?.type === "Word" || one?.type === "Assignment" ? [one] : []));

const textOf = (word: ReturnType<typeof wordsOf>[number]): string => (word.type === "Word" ? word.value : word.text);

const printedNames = (node: Command): readonly string[] => {
  const values = wordsOf(node).map(textOf);
  const skip = wrapperWords(values);
  return environmentNames(withoutDirectory(values[skip] ?? ""), values.slice(skip + 1));
};

const readCommand = (node: Command, pipeline: number): ShellCommand => {
  const words = wordsOf(node);
  const values = words.map(textOf);
  const skip = wrapperWords(values);
  const program = values[skip] ?? "";
  return {
    start: node.pos,
    end: node.end,
    program,
    name: withoutDirectory(program),
    tools: [program, ...launched(values.slice(skip + 1))].map(withoutDirectory),
    wrappers: values.slice(0, skip),
    args: values.slice(skip + 1),
    argSpans: words.slice(skip + 1).map((word) => ({ start: word.pos, end: word.end })),
    assignments: node.prefix.flatMap((one) => (one.type === "Assignment" ? [{ name: one.name, text: one.text }] : [])),
    redirects: [...node.prefix, ...node.suffix].flatMap(readRedirect),
    expands: expandedNames(node),
    pipeline,
  };
};

const readGroup = (node: Redirected, pipeline: number): ShellCommand => ({
  start: node.pos,
  end: node.end,
  program: "{}",
  name: "{}",
  tools: [],
  wrappers: [],
  args: [],
  argSpans: [],
  assignments: [],
  redirects: node.redirects.flatMap(readRedirect),
  expands: expandedNames(node),
  pipeline,
});

const readRedirect = (node: Command["suffix"][number]) => {
  if (node.type === "HereDoc") return [{ operator: node.operator, target: "", body: node.body.text }];
  if (node.type === "HereString") return [{ operator: "<<<", target: "", body: node.target?.text ?? "" }];
  return node.type === "Redirect" ? [{ operator: node.operator, target: node.target?.value ?? "", body: "" }] : [];
};

const withoutDirectory = (program: string): string => program.slice(program.lastIndexOf("/") + 1);

const launched = (args: readonly string[]): readonly string[] =>
  /^(?:exec|run|-m)$/.test(args[0] ?? "") && args[1] !== undefined ? [args[1]] : [];

const wrapperWords = (values: readonly string[]): number => {
  let at = 0;
  while (WRAPPERS.has(values[at] ?? "")) {
    at += 1;
    while (/^(?:-|\d+[smh]?$|\w+=)/.test(values[at] ?? "")) at += 1;
  }
  return at;
};

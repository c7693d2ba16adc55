import { forEachChild, parse, type Script, type SyntaxNode } from "unbash";
import type { Span } from "../../domain/finding.ts";
import { nestedScripts, type ShellCommand, shellCommands } from "../shell/shell-commands.ts";

/** Far above what people write; the time for a longer one grows with its square. */
const MAX_SHELL = 50_000;

/** Text of which it is not sure that it runs, or whose state ends with it. */
export interface ScriptScope extends Span {
  /** `sub`: its state is lost. `branch`: it may run. `function`: it runs somewhere else. */
  readonly kind: "sub" | "branch" | "function";
  /** The variable of a loop. */
  readonly variable?: string;
}

export interface ScriptCommands {
  readonly commands: readonly ShellCommand[];
  readonly scopes: readonly ScriptScope[];
}

/** Commands of a script in source order. When it does not parse as a whole, those of its lines that do. */
export const scriptCommands = (flat: string): ScriptCommands => {
  if (flat.length > MAX_SHELL || isDeep(flat)) return { commands: [], scopes: [] };
  const whole = parseCommands(flat, 0);
  if (whole) return whole;
  const lines = logicalLines(flat).flatMap(({ start, text }) => parseCommands(text, start) ?? []);
  const scopes = lines.flatMap((one) => one.scopes);
  return {
    commands: lines.flatMap((one) => one.commands),
    scopes: [...scopes, { start: 0, end: flat.length, kind: "branch" }],
  };
};

/** Nesting that nobody writes, and that costs the square of its depth to read. */
const isDeep = (flat: string): boolean => {
  let depth = 0;
  for (const character of flat) {
    if (character === "(") depth += 1;
    if (character === ")" && depth > 0) depth -= 1;
    if (depth > 200) return true;
  }
  return false;
};

const parseCommands = (flat: string, shift: number): ScriptCommands | undefined => {
  const script = parse(flat);
  const clean = [script, ...nestedScripts(script)].every((one) => (one.errors?.length ?? 0) === 0);
  if (!clean) return undefined;
  const commands = shellCommands(script).filter((one) => one.name !== "{}");
  return {
    commands: commands.map((one) => moved(one, shift)),
    scopes: scopesOf(script).map((one) => move(one, shift)),
  };
};

interface Line {
  readonly start: number;
  readonly text: string;
}

const logicalLines = (flat: string): readonly Line[] =>
  [...flat.matchAll(/(?:[^\n\\]|\\[\s\S])+/g)].map((match) => ({ start: match.index, text: match[0] }));

const move = <Place extends Span>(place: Place, by: number): Place => ({
  ...place,
  start: place.start + by,
  end: place.end + by,
});

const moved = (command: ShellCommand, by: number): ShellCommand => ({
  ...move(command, by),
  argSpans: command.argSpans.map((span) => move(span, by)),
});

const KINDS: Readonly<Record<string, ScriptScope["kind"]>> = {
  Subshell: "sub",
  CommandExpansion: "sub",
  ProcessSubstitution: "sub",
  If: "branch",
  Case: "branch",
  While: "branch",
  For: "branch",
  Select: "branch",
  ArithmeticFor: "branch",
  Function: "function",
};

const scopesOf = (script: Script): readonly ScriptScope[] => {
  const scopes: ScriptScope[] = [];
  const visit = (node: SyntaxNode): void => {
    const kind = KINDS[node.type];
    const variable = node.type === "For" || node.type === "Select" ? { variable: node.name.value } : {};
    if (kind) scopes.push({ start: node.pos, end: node.end, kind, ...variable });
    forEachChild(node, visit);
  };
  visit(script);
  return scopes;
};

import { parse } from "unbash";
import { nestedScripts, type ShellCommand, shellCommands } from "../shell-commands.ts";

/** Far above what people write; the time for a longer one grows with its square. */
const MAX_SHELL = 50_000;

export interface ScriptCommands {
  readonly commands: readonly ShellCommand[];
  /** Every command of the script is in `commands`. */
  readonly complete: boolean;
}

/** Commands of a script in source order. When it does not parse as a whole, those of its lines that do. */
export const scriptCommands = (flat: string): ScriptCommands => {
  if (flat.length > MAX_SHELL) return { commands: [], complete: false };
  const whole = parseCommands(flat);
  if (whole) return { commands: whole, complete: true };
  return { commands: logicalLines(flat).flatMap(lineCommands), complete: false };
};

const parseCommands = (flat: string): readonly ShellCommand[] | undefined => {
  const script = parse(flat);
  const clean = [script, ...nestedScripts(script)].every((one) => (one.errors?.length ?? 0) === 0);
  return clean ? shellCommands(script).filter((one) => one.name !== "{}") : undefined;
};

interface Line {
  readonly start: number;
  readonly text: string;
}

const logicalLines = (flat: string): readonly Line[] =>
  [...flat.matchAll(/(?:[^\n\\]|\\[\s\S])+/g)].map((match) => ({ start: match.index, text: match[0] }));

const lineCommands = ({ start, text }: Line): readonly ShellCommand[] =>
  (parseCommands(text) ?? []).map((one) => ({
    ...one,
    start: one.start + start,
    end: one.end + start,
    argSpans: one.argSpans.map((span) => ({ start: span.start + start, end: span.end + start })),
  }));

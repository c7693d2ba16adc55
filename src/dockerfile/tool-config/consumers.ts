import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { isInert } from "../shell/known-tools.ts";
import { parseRun, type RunBody } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import type { ConfigRow } from "./config-row.ts";

/** A RUN that uses what a tool had stored. `commands`: those of the tool; none when the RUN is not shell text. */
export interface Consumer {
  readonly at: Instruction;
  readonly body: RunBody;
  readonly commands: readonly ShellCommand[];
  /** No step is known to use it, and this one may. */
  readonly isGuess: boolean;
}

/** RUNs that need the setting: those that run the tool, else those that run something unknown. */
export const findConsumers = (
  file: ParsedDockerfile,
  from: {
    readonly runs: readonly Instruction[];
    readonly row: ConfigRow;
    /** Commands that are not asked: those that store it, and earlier ones. */
    readonly isConfig: (command: ShellCommand, at: Instruction) => boolean;
  },
): readonly Consumer[] => {
  const runs = from.runs.map((at) => ({ at, body: parseRun(file, at) }));
  const known = runs.flatMap(({ at, body }): Consumer[] => {
    const commands = commandsOf(body).filter((one) => !from.isConfig(one, at) && needs(from.row, one));
    return commands.length > 0 ? [{ at, body, commands, isGuess: false }] : [];
  });
  if (known.length > 0) return known;
  return runs.flatMap(({ at, body }): Consumer[] => {
    const commands = commandsOf(body).filter((one) => !from.isConfig(one, at) && isUnknown(one));
    return commands.length > 0 || body.form === "opaque" ? [{ at, body, commands, isGuess: true }] : [];
  });
};

const commandsOf = (body: RunBody): readonly ShellCommand[] =>
  body.form === "opaque" ? [] : shellCommands(body.script);

const IDLE =
  /^(?:--?version|-[vVh]|--help|version|help|config|configure|cache|list|login|logout|auth|env|init|whoami|self|exec|shell|show|info|check|completion|run|nuget (?:add|update|list|locals)|sources?)\b/;

const needs = (row: ConfigRow, { tools, args }: ShellCommand): boolean =>
  tools.some((tool) => row.consumers.test(tool)) && !(row.idle ?? IDLE).test(args.join(" "));

const isUnknown = ({ name, program }: ShellCommand): boolean =>
  program.includes("/") ||
  (!isInert(name) && /^(?:sh|bash|make|just|task|python[\d.]*|node|ruby|perl|php)$/.test(name));

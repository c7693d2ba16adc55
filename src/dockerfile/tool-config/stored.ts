import type { Instruction, ParsedDockerfile } from "../parsed-dockerfile.ts";
import { parseRun, type RunBody } from "../shell.ts";
import { type ShellCommand, shellCommands } from "../shell-commands.ts";
import type { ConfigRow, Outcome } from "./config-row.ts";
import { CONFIG_ROWS } from "./rows.ts";
import { readToolCommand } from "./tool-command.ts";

/** A command that stores a credential in the configuration of its tool. */
export interface Stored {
  readonly at: Instruction;
  readonly body: ReadableBody;
  readonly command: ShellCommand;
  /** The commands of its pipeline, itself too. */
  readonly pipeline: readonly ShellCommand[];
  readonly row: ConfigRow;
  readonly outcome: Outcome;
}

type ReadableBody = Exclude<RunBody, { readonly form: "opaque" }>;

/** The storing commands of a RUN whose shape is known. The JSON form has no places to edit, so none are told. */
export const storedIn = (file: ParsedDockerfile, at: Instruction): readonly Stored[] => {
  const body = parseRun(file, at);
  if (body.form === "opaque" || body.form === "json") return [];
  const commands = shellCommands(body.script);
  return commands.flatMap((command): Stored[] => {
    const pipeline = commands.filter((one) => one.pipeline === command.pipeline);
    const found = readRow(file, command, pipeline);
    return found ? [{ at, body, command, pipeline, ...found }] : [];
  });
};

const readRow = (file: ParsedDockerfile, command: ShellCommand, pipeline: readonly ShellCommand[]) => {
  for (const row of CONFIG_ROWS) {
    if (!row.programs.test(command.name)) continue;
    const outcome = row.read(readToolCommand(command, { flat: file.flat, pipeline, valued: row.valued ?? [] }));
    if (outcome) return { row, outcome };
  }
  return undefined;
};

import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun, type RunBody } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";
import type { ConfigRow, Outcome } from "./config-row.ts";
import { CONFIG_ROWS } from "./rows.ts";
import { readToolCommand } from "./tool-command.ts";

/** A command that stores a credential in the configuration of its tool. */
export interface Stored {
  readonly at: Instruction;
  readonly body: ReadableBody;
  readonly command: ShellCommand;
  /** The commands of its pipeline, itself too; then those that write, and delete, a file that it reads. */
  readonly pipelines: readonly (readonly ShellCommand[])[];
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
    const own = commands.filter((one) => one.pipeline === command.pipeline);
    const fed = feeders(commands, command);
    const found = readRow(file, command, [...(fed[0] ?? []), ...own]);
    return found ? [{ at, body, command, pipelines: [own, ...fed], ...found }] : [];
  });
};

const readRow = (file: ParsedDockerfile, command: ShellCommand, sources: readonly ShellCommand[]) => {
  for (const row of CONFIG_ROWS) {
    if (!row.programs.test(command.name)) continue;
    const outcome = row.read(readToolCommand(command, { flat: file.flat, sources, valued: row.valued ?? [] }));
    if (outcome) return { row, outcome };
  }
  return undefined;
};

/** For `tool < file`: who writes the file in the same script, then who deletes it. None when another command names it. */
const feeders = (commands: readonly ShellCommand[], command: ShellCommand): readonly (readonly ShellCommand[])[] => {
  const path = command.redirects.find((one) => one.operator === "<")?.target;
  if (path === undefined) return [];
  const naming = commands.filter(
    (one) => one !== command && [...one.args, ...one.redirects.map((to) => to.target)].includes(path),
  );
  const [writer, ...others] = naming.filter((one) => writtenFiles(one).includes(path));
  const cleaning = naming.filter(
    (one) => one.name === "rm" && one.args.filter((arg) => !arg.startsWith("-")).length === 1,
  );
  if (writer === undefined || others.length > 0 || naming.length > 1 + cleaning.length || writer.start > command.start)
    return [];
  return [commands.filter((one) => one.pipeline === writer.pipeline), ...cleaning.map((one) => [one])];
};

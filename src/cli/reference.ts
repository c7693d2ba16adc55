import { EventEmitter } from "node:events";
import type { Argument, Command, Option } from "commander";

/** What is told of a command: by the man page, the table in README and the completion of shells. */
export interface CommandInfo {
  /** `rules list`; empty for the program itself. */
  readonly name: string;
  readonly description: string;
  readonly usage: string;
  readonly arguments: readonly ArgumentInfo[];
  readonly options: readonly OptionInfo[];
  /** The examples and notes after its help. */
  readonly notes: string;
}

interface ArgumentInfo {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface OptionInfo {
  /** As in help: `--db <file>`. */
  readonly flags: string;
  readonly long: string;
  readonly takesValue: boolean;
  readonly description: string;
  readonly choices: readonly string[];
  readonly initial: string | undefined;
}

/** The program and every command that does something, in the order of the help, as commander has them. */
export function referenceOf(program: Command): readonly CommandInfo[] {
  const commands = (parent: Command, path: string): readonly CommandInfo[] =>
    visible(parent).flatMap((command) => {
      const name = `${path}${command.name()}`;
      const below = commands(command, `${name} `);
      return below.length > 0 ? below : [infoOf(command, name)];
    });
  return [infoOf(program, ""), ...commands(program, "")];
}

const visible = (parent: Command): readonly Command[] =>
  parent
    .createHelp()
    .visibleCommands(parent)
    .filter((command) => command.name() !== "help");

const infoOf = (command: Command, name: string): CommandInfo => ({
  name,
  description: command.description(),
  usage: `${name} ${command.usage()}`.trim(),
  arguments: command.registeredArguments.map(argumentOf),
  options: command.createHelp().visibleOptions(command).map(optionOf),
  notes: notesOf(command),
});

const argumentOf = (argument: Argument): ArgumentInfo => ({
  name: argument.name(),
  description: argument.description,
  choices: argument.argChoices ?? [],
});

const optionOf = (option: Option): OptionInfo => ({
  flags: option.flags,
  long: option.long ?? option.flags,
  takesValue: option.required || option.optional,
  description: option.description,
  choices: option.argChoices ?? [],
  initial: typeof option.defaultValue === "string" ? option.defaultValue : undefined,
});

/** What `addHelpText("after", ...)` adds, which commander emits and does not keep. */
function notesOf(command: Command): string {
  const written: string[] = [];
  const emitter: unknown = command;
  if (emitter instanceof EventEmitter)
    emitter.emit("afterHelp", { error: false, command, write: (text: string) => written.push(text) });
  return written.join("").trim();
}

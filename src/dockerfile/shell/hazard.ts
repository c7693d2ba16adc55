import type { Script } from "unbash";
import { isGitConfig } from "../git/git-command.ts";
import type { ManualCode } from "../manual.ts";
import { isInlineReader } from "./environment-reads.ts";
import { readsVariable } from "./known-tools.ts";
import { persistingCode } from "./persisting-commands.ts";
import { type ShellCommand, shellCommands } from "./shell-commands.ts";
import { isTainted, mentions, taintedNames } from "./taint.ts";
import { readersOfTainted } from "./tainted-file.ts";
import { isDeletedBy, isEmitter, isFetcher, writtenFileCode, writtenFiles } from "./written-file.ts";

/** Why a mount would not take the secret out of this RUN. */
export interface Hazard {
  readonly code: ManualCode;
  readonly reason: string;
}

/** `except`: commands that are dealt with. */
export const findHazard = (
  script: Script,
  name: string,
  { except = () => false }: { readonly except?: (command: ShellCommand) => boolean } = {},
): Hazard | undefined => {
  const commands = shellCommands(script);
  const names = taintedNames(commands, name);
  const uses = (one: ShellCommand): boolean => isTainted(one, names) || tradesIn(one, name);
  const pipelines = new Set(commands.filter(uses).map((one) => one.pipeline));
  const readers = readersOfTainted(commands, names);
  for (const command of commands) {
    const given = readers.has(command) && !except(command) ? givenHazard(command, { commands, name }) : undefined;
    if (given) return given;
    if (!pipelines.has(command.pipeline) || except(command)) continue;
    const later = commands.filter((one) => one.start >= command.start && one !== command);
    const isFetched = commands.some((one) => one.pipeline === command.pipeline && isFetcher(one));
    const found = commandHazard(command, { names, later, name, isFetched });
    if (found) return found;
  }
  return undefined;
};

/** Behaviour a person must look at, though the edit is right: the value reaches a script or the build log. */
export const findCautions = (script: Script, name: string): readonly string[] => {
  const commands = shellCommands(script);
  const names = taintedNames(commands, name);
  const scripts = commands.filter(
    (one) =>
      isScript(one) && [...one.args, ...one.assignments.map(({ text }) => text)].some((text) => mentions(text, names)),
  );
  const traced = commands.some((one) => one.name === "set" && one.args.some((arg) => /^-\w*x/.test(arg)));
  return [
    ...commands
      .filter((one) => !scripts.includes(one) && isInlineReader(one, names))
      .map((one) => `M8: the code given to ${one.name} reads ${name}; it must not store the value`),
    ...scripts.map((one) => `M8: ${one.program} receives $${name}; read it, it must not store the value`),
    ...(commands.some((one) => isPrinted(one, { commands, names })) ? [`a step prints $${name} to the build log`] : []),
    ...(traced ? [`set -x prints $${name} to the build log`] : []),
  ];
};

/** What stands in a substitution, a pipeline or a group with a redirection goes elsewhere. */
const isPrinted = (
  command: ShellCommand,
  { commands, names }: { readonly commands: readonly ShellCommand[]; readonly names: ReadonlySet<string> },
): boolean =>
  /^(?:echo|printf|printenv)$/.test(command.name) &&
  (command.name === "printenv" || command.args.some((arg) => mentions(arg, names))) &&
  isTainted(command, names) &&
  command.redirects.every(({ target }) => /^&?\d$/.test(target)) &&
  !commands.some(
    (other) =>
      other !== command &&
      (other.pipeline === command.pipeline || (other.start <= command.start && command.end <= other.end)),
  );

/** A program that is given the file may store what is in it. */
const givenHazard = (
  command: ShellCommand,
  { commands, name }: { readonly commands: readonly ShellCommand[]; readonly name: string },
): Hazard | undefined => {
  const later = commands.filter((one) => one.start >= command.start && one !== command);
  const code = persistingCode(command, later);
  if (code) return { code, reason: `${commandTitle(command)} stores $${name}, which it reads from a file` };
  const copy = /^(?:cp|mv|install)$/.test(command.name) ? command.args.at(-1) : writtenFiles(command)[0];
  if (copy === undefined || isDeletedBy(later, copy)) return undefined;
  return { code: writtenFileCode(copy), reason: `$${name} is copied to ${copy}, which this RUN does not delete` };
};

const commandHazard = (
  command: ShellCommand,
  from: {
    readonly names: ReadonlySet<string>;
    readonly later: readonly ShellCommand[];
    readonly name: string;
    /** A command of the pipeline trades the value for what is written. */
    readonly isFetched: boolean;
  },
): Hazard | undefined => {
  if (command.name === "eval" && isTainted(command, from.names))
    return { code: "M14", reason: `eval hides what becomes of $${from.name}` };
  const code = persistingCode(command, from.later, from.names);
  const fetched = `what $${from.name} gives access to`;
  const given = from.isFetched && !isTainted(command, from.names) ? fetched : `$${from.name}`;
  if (code) return { code, reason: `${commandTitle(command)} stores ${given}` };
  const kept = writtenFiles(command).find((path) => !isDeletedBy(from.later, path));
  if (kept === undefined) return undefined;
  const into = from.isFetched ? "M2" : writtenFileCode(kept);
  const what = from.isFetched ? fetched : `$${from.name}`;
  return { code: into, reason: `${what} is written to ${kept}, which this RUN does not delete` };
};

/** The program takes its credential from the environment, and prints what that gives access to. */
export const tradesIn = (command: ShellCommand, name: string): boolean =>
  isFetcher(command) && command.tools.some((tool) => readsVariable(tool, name));

/** Program and subcommand only: arguments may hold a value. */
export const commandTitle = ({ name, args }: ShellCommand): string =>
  [name, args.find((arg) => /^[a-z][a-z.-]*$/.test(arg))].filter(Boolean).join(" ");

const isScript = ({ program, name }: ShellCommand): boolean =>
  program.includes("/") || /^(?:sh|bash|python[\d.]*|node|ruby|perl|php|make|source|\.)$/.test(name);

/** True when the command only writes text that names the variable, without expanding it. */
export const writesNameOnly = (command: ShellCommand, name: string): boolean =>
  (isEmitter(command) || isGitConfig(command)) && !command.expands.has(name);

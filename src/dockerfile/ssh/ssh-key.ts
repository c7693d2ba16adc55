import type { Edit } from "../edit.ts";
import { type FileUse, fileUse } from "../mount/file-uses.ts";
import { otherArguments } from "../mount/move-file.ts";
import { pathAt } from "../parse/home.ts";
import { baseName, joinPath } from "../parse/image-path.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";

/** What the steps do with a private key. */
export interface KeyWork {
  /** Where it lies in the image, by and by. */
  readonly paths: readonly string[];
  /** Commands that are there for the key alone, by RUN. */
  readonly commands: ReadonlyMap<Instruction, readonly ShellCommand[]>;
  /** Edits that take only the key out of a command. */
  readonly partial: readonly Edit[];
  /** A step tells a program which key to use, so an agent would not do. */
  readonly isNamed: boolean;
  /** RUNs whose commands name it to use it. */
  readonly namedBy: readonly Instruction[];
  /** The RUN that deletes the key. */
  readonly deletedBy: Instruction | undefined;
}

/** Follows the key through the RUNs, in order. */
export const keyWork = (file: ParsedDockerfile, runs: readonly Instruction[], start: string): KeyWork => {
  const paths = [start];
  const commands = new Map<Instruction, readonly ShellCommand[]>();
  const partial: Edit[] = [];
  const namedBy = new Set<Instruction>();
  let deletedBy: Instruction | undefined;
  for (const at of runs) {
    for (let index = 0; index < paths.length; index += 1) {
      const use = fileUse(file, at, paths[index] ?? start);
      const own = use.naming.filter((one) => isForKey(one, use));
      paths.push(...own.flatMap((one) => movedTo(file, one, use)).filter((path) => !paths.includes(path)));
      if (own.length < use.naming.length || (use.body.form === "opaque" && use.how === "named")) namedBy.add(at);
      const cleanups = use.cleanups.map((command) => ({ command, edits: otherArguments(command, use) }));
      partial.push(...cleanups.flatMap((one) => one.edits));
      const whole = cleanups.filter((one) => one.edits.length === 0).map((one) => one.command);
      commands.set(at, [...(commands.get(at) ?? []), ...own, ...fed(use, own), ...whole]);
      if (use.deletes && !own.some((one) => one.name === "mv")) deletedBy = at;
    }
    commands.set(at, distinct([...(commands.get(at) ?? []), ...agentCommands(file, at)]));
  }
  const isNamed = namedBy.size > 0 || namesIdentity(file);
  return { paths, commands, partial, isNamed, namedBy: [...namedBy], deletedBy };
};

/** ssh-add and what starts the agent. */
const agentCommands = (file: ParsedDockerfile, at: Instruction): readonly ShellCommand[] => {
  const body = parseRun(file, at);
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  return commands.filter(
    ({ name, args }) =>
      name === "ssh-add" ||
      (name === "ssh-agent" && args.every((arg) => arg.startsWith("-"))) ||
      (name === "eval" && /\bssh-agent\b/.test(args.join(" "))),
  );
};

/** Writing, moving, showing and converting it; whatever else names it uses it. */
const isForKey = (command: ShellCommand, use: FileUse): boolean => {
  if (/^(?:ssh-add|ssh-keygen|dos2unix|cat|ls|stat|file|head|touch|test|\[)$/.test(command.name)) return true;
  if (/^(?:cp|mv|install)$/.test(command.name)) return true;
  return writtenFiles(command).some((path) => use.path.endsWith(`/${baseName(path)}`));
};

const movedTo = (file: ParsedDockerfile, { name, args }: ShellCommand, { path, run }: FileUse): readonly string[] => {
  const target = /^(?:cp|mv|install)$/.test(name) ? args.at(-1) : undefined;
  if (target === undefined) return [];
  const into = pathAt(file, run, target);
  return [/\/(?:\.ssh)?$|\/$/.test(target) || into.endsWith("/.ssh") ? joinPath(into, baseName(path)) : into];
};

/** The commands in front of a pipe that ends in the key. */
const fed = ({ body }: FileUse, own: readonly ShellCommand[]): readonly ShellCommand[] => {
  const pipelines = new Set(own.filter((one) => writtenFiles(one).length > 0).map((one) => one.pipeline));
  return body.form === "opaque" ? [] : shellCommands(body.script).filter((one) => pipelines.has(one.pipeline));
};

/** `IdentityFile` in a configuration that a step writes. */
const namesIdentity = (file: ParsedDockerfile): boolean =>
  file.instructions.some((at) => /IdentityFile|\bssh -i |core\.sshCommand/i.test(flatText(file, at)));

const distinct = (commands: readonly ShellCommand[]): readonly ShellCommand[] => [
  ...new Map(commands.map((one) => [`${one.start} ${one.end}`, one])).values(),
];

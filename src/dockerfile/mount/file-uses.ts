import { homeAt, withHome } from "../parse/home.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { workdirAt } from "../parse/scope.ts";
import { isInert, isKnownTool, isToolFile, readsFile } from "../shell/known-tools.ts";
import { parseRun, type RunBody } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";

/** What a RUN does with a file of the image. */
export interface FileUse {
  /** The file's absolute path. */
  readonly path: string;
  readonly run: Instruction;
  readonly body: RunBody;
  /** `named`: a command is given the path. `tool`: a program reads it by itself. `opaque`: a program may read it. `foreign`: only programs ran that have other files. */
  readonly how: "named" | "tool" | "opaque" | "foreign" | "none";
  /** Commands that name the path and are not clean-up. */
  readonly naming: readonly ShellCommand[];
  /** rm, shred, chmod, chown and mv of exactly this path. */
  readonly cleanups: readonly ShellCommand[];
  /** rm of a directory above it, or of a pattern that matches it. */
  readonly sweeps: readonly ShellCommand[];
  readonly deletes: boolean;
}

/** Looks at one RUN; `path` is absolute in the image. */
export const fileUse = (file: ParsedDockerfile, run: Instruction, path: string): FileUse => {
  const known = usesOf(file, run);
  const found = known.get(path) ?? lookAt(file, run, path);
  known.set(path, found);
  return found;
};

const usesOf = remember(() => new Map<string, FileUse>());

const lookAt = (file: ParsedDockerfile, run: Instruction, path: string): FileUse => {
  const body = parseRun(file, run);
  const place: Place = { path, workdir: workdirAt(file, run), home: homeAt(file, run) };
  const nothing = { path, run, body, naming: [], cleanups: [], sweeps: [], deletes: false };
  if (body.form === "opaque") {
    const text = file.flat.slice(Math.min(run.args.start, body.span.start), run.end);
    return { ...nothing, how: pathsIn(text, place).includes(path) ? "named" : "opaque" };
  }
  const commands = withDirectory(shellCommands(body.script), place);
  const naming = commands.filter(({ command, place: at }) => names(command, at));
  const cleanups = naming.filter(({ command }) => isCleanup(command)).map((one) => one.command);
  const others = naming.map((one) => one.command).filter((one) => !cleanups.includes(one));
  const sweeps = commands.filter(({ command, place: at }) => isSweep(command, at)).map((one) => one.command);
  const deletes = [...cleanups, ...sweeps].some((one) => /^(?:rm|shred|unlink|mv)$/.test(one.name));
  return { path, run, body, how: howUsed(commands, others, path), naming: others, cleanups, sweeps, deletes };
};

interface Place {
  readonly path: string;
  readonly workdir: string | undefined;
  readonly home: string;
}

interface PlacedCommand {
  readonly command: ShellCommand;
  readonly place: Place;
}

const withDirectory = (commands: readonly ShellCommand[], start: Place): PlacedCommand[] => {
  let place = start;
  return commands.map((command) => {
    const here = { command, place };
    const to = command.name === "cd" ? command.args[0] : undefined;
    if (to !== undefined) place = { ...place, workdir: resolve(to, place) };
    return here;
  });
};

const howUsed = (commands: readonly PlacedCommand[], naming: readonly ShellCommand[], path: string): FileUse["how"] => {
  if (naming.length > 0) return "named";
  if (commands.some(({ command }) => command.tools.some((tool) => readsFile(tool, path)))) return "tool";
  const active = commands.filter(({ command }) => !isInert(command.name));
  if (active.length === 0) return "none";
  return active.every(({ command }) => isForeign(command, path)) ? "foreign" : "opaque";
};

/** A program of another family has its own files: git does not read pip.conf. */
const isForeign = ({ tools }: ShellCommand, path: string): boolean =>
  isToolFile(path) && tools.length > 0 && tools.every(isKnownTool);

const names = (command: ShellCommand, place: Place): boolean =>
  pathsIn(
    [
      command.program,
      ...command.args,
      ...command.redirects.map((one) => one.target),
      ...command.assignments.map((one) => one.text),
    ].join(" "),
    place,
  ).includes(place.path);

const pathsIn = (text: string, place: Place): readonly string[] =>
  (text.match(/[^\s"'`=:,@;&|<>()]+/g) ?? []).flatMap((token) => resolve(token, place) ?? []);

const resolve = (token: string, { path, workdir, home }: Place): string | undefined => {
  const text = withHome(token, home);
  if (text.startsWith("/")) return joinPath("/", text);
  if (text.startsWith("$")) return path.endsWith(text.replace(/^[^/]*/, "")) && text.includes("/") ? path : undefined;
  if (workdir !== undefined) return joinPath(workdir, text);
  return path.endsWith(`/${text.replace(/^(?:\.\/)+/, "")}`) ? path : undefined;
};

const isCleanup = ({ name, args }: ShellCommand): boolean => {
  if (/^(?:rm|shred|unlink|chmod|chown|chgrp)$/.test(name)) return true;
  return name === "mv" && /^\/dev\/null$|^\/tmp\/|\.(?:bak|old|orig)$|~$/.test(args.at(-1) ?? "");
};

const isSweep = ({ name, args }: ShellCommand, place: Place): boolean =>
  (name === "rm" || (/^(?:chmod|chown|chgrp)$/.test(name) && args.some((arg) => /^-\w*R|^--recursive$/.test(arg)))) &&
  args.some((arg) => {
    if (arg.startsWith("-")) return false;
    const removed = resolve(arg.replace(/\/?\*$/, ""), place);
    return (
      removed !== undefined &&
      removed !== place.path &&
      (place.path.startsWith(`${removed}/`) || (arg.endsWith("*") && place.path.startsWith(removed)))
    );
  });

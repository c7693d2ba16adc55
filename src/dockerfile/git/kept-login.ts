import type { Script } from "unbash";
import { pathAt } from "../parse/home.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import type { Atom } from "../shell/shell-word.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { writtenFiles } from "../shell/written-file.ts";
import { writtenText } from "../shell/written-text.ts";
import { credentialUrl } from "./credential-url.ts";
import { type ConfigCommand, finalSettings, readConfigCommand } from "./git-config-command.ts";
import { type GitSetting, insteadOf } from "./git-setting.ts";
import { type NetrcLogin, readNetrc } from "./netrc.ts";

/** What a RUN keeps of a variable, for git and for what reads netrc. */
export interface KeptLogin {
  readonly at: Instruction;
  /** Settings of git that hold the value, also those that a file of credentials amounts to. */
  readonly settings: readonly GitSetting[];
  /** Commands that keep it. */
  readonly commands: readonly ShellCommand[];
  /** Absolute paths of the files written. */
  readonly files: readonly string[];
  readonly netrc?: { readonly path: string; readonly logins: readonly NetrcLogin[] | undefined };
}

/** Undefined when something that keeps the value cannot be read. */
export const keptLogin = (file: ParsedDockerfile, at: Instruction, name: string): KeptLogin | undefined => {
  const body = parseRun(file, at);
  if (body.form === "opaque" || body.form === "json") return undefined;
  const commands = shellCommands(body.script);
  const names = taintedNames(commands, name);
  const configs = commands
    .filter((one) => isTainted(one, names))
    .flatMap((one) => readConfigCommand(one, body.script) ?? []);
  const source = { file, at, script: body.script, commands, names };
  const written = credentialFiles(source);
  const urls = written.filter(({ path }) => path.endsWith("/.git-credentials")).map((one) => urlSettings(source, one));
  if (urls.some((one) => one === undefined)) return undefined;
  const netrc = written.find(({ path }) => /netrc$/.test(path));
  return {
    at,
    settings: [...finalSettings(configs), ...urls.flatMap((one) => one ?? [])],
    commands: [...configs.map((one: ConfigCommand) => one.command), ...written.flatMap((one) => one.writers)],
    files: written.map(({ path }) => path),
    ...(netrc ? { netrc: { path: netrc.path, logins: netrc.text && readNetrc(netrc.text) } } : {}),
  };
};

interface Source {
  readonly file: ParsedDockerfile;
  readonly at: Instruction;
  readonly script: Script;
  readonly commands: readonly ShellCommand[];
  readonly names: ReadonlySet<string>;
}

interface WrittenFile {
  readonly path: string;
  /** Every command that writes to it, and what feeds those. */
  readonly writers: readonly ShellCommand[];
  readonly text: readonly Atom[] | undefined;
}

const credentialFiles = (source: Source): readonly WrittenFile[] => {
  const { commands, script, names } = source;
  const writing = commands.flatMap((writer) =>
    writtenFiles(writer).map((target) => ({ writer, path: absolute(source, target) })),
  );
  const paths = [...new Set(writing.map((one) => one.path))].filter((path) => CREDENTIALS.test(path));
  return paths.flatMap((path) => {
    const writers = writing.filter((one) => one.path === path).map((one) => one.writer);
    const feeding = commands.filter((one) => writers.some((writer) => writer.pipeline === one.pipeline));
    if (!feeding.some((one) => isTainted(one, names))) return [];
    const texts = writers.map((writer) => writtenText(script, { writer, commands }));
    const text = texts.some((one) => one === undefined) ? undefined : texts.flatMap((one) => one ?? []);
    return [{ path, writers: [...new Set([...writers, ...feeding])], text }];
  });
};

const CREDENTIALS = /\/(?:[._]?netrc|\.git-credentials)$/;

const absolute = ({ file, at }: Source, target: string): string => pathAt(file, at, target);

/** Each line of `.git-credentials` is a URL. */
const urlSettings = ({ file, names }: Source, { text }: WrittenFile): readonly GitSetting[] | undefined => {
  const lines: Atom[][] = [[]];
  for (const one of text ?? []) {
    if (one.plain === "\n") lines.push([]);
    else lines.at(-1)?.push(one);
  }
  const whole = lines.filter((line) => line.length > 0);
  const urls = whole.flatMap((line) => credentialUrl(line, { names, text: file.text }) ?? []);
  return text === undefined || urls.length < whole.length
    ? undefined
    : urls.map(({ secret, base }) => insteadOf({ secret: withPort(secret), base: withPort(base) }));
};

/** git writes the colon in front of a port encoded. */
const withPort = (url: string): string => url.replace(/%3a(?=\d+\/?$)/i, ":");

import type { Script } from "unbash";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { findWord, quoted, readAtoms } from "../shell/shell-word.ts";
import { gitSubcommand } from "./git-command.ts";
import type { GitSetting } from "./git-setting.ts";

/** `git config KEY VALUE`, in any of its forms. */
export interface ConfigCommand extends GitSetting {
  readonly command: ShellCommand;
  /** Other values of the key stay. */
  readonly adds: boolean;
}

/** Undefined for a command that sets nothing, and for one that cannot be read. */
export const readConfigCommand = (command: ShellCommand, script: Script): ConfigCommand | undefined => {
  const rest = command.name === "git" ? gitSubcommand(command.args) : [];
  if (rest[0] !== "config" || UNSETS.test(rest.join(" "))) return undefined;
  const offset = command.args.length - rest.length;
  const words: string[] = [];
  for (let at = 1; at < rest.length; at += 1) {
    const arg = rest[at] ?? "";
    const span = command.argSpans[offset + at];
    if (/^(?:-f|--file|--type|--blob|--comment)$/.test(arg)) at += 1;
    else if (!arg.startsWith("-") && !(at === 1 && arg === "set")) {
      const word = span && findWord(script, span);
      const atoms = word && readAtoms(word);
      if (atoms === undefined) return undefined;
      words.push(quoted(atoms));
    }
  }
  const [key, value, ...others] = words;
  if (key === undefined || value === undefined || others.length > 0) return undefined;
  return { command, key, value, adds: rest.includes("--add") };
};

const UNSETS = /--unset|--remove-section|--get|--list|(?:^| )-l(?: |$)|^config (?:unset|get|list|remove-section)\b/;

/** `git config --unset KEY` and `--remove-section NAME` of one of the keys. */
export const undoesConfig = (command: ShellCommand, keys: readonly string[]): boolean => {
  const rest = command.name === "git" ? gitSubcommand(command.args) : [];
  if (rest[0] !== "config" || !/--unset|--remove-section|^config (?:unset|remove-section)\b/.test(rest.join(" ")))
    return false;
  const named = rest.slice(1).filter((arg) => !arg.startsWith("-"));
  const own = keys.map(bare);
  return named.map(bare).some((name) => own.some((key) => key === name || key.startsWith(`${name}.`)));
};

/** Names of sections and keys know no case; braces around a variable make no difference. */
const bare = (key: string): string => key.replace(/\$\{(\w+)\}/g, "$$$1").toLowerCase();

/** What git reads in the end: a key without `--add` is set once. */
export const finalSettings = (commands: readonly ConfigCommand[]): readonly GitSetting[] =>
  commands.reduce<readonly GitSetting[]>(
    (known, { key, value, adds }) => [...known.filter((one) => adds || bare(one.key) !== bare(key)), { key, value }],
    [],
  );

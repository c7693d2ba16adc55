import { forEachChild, type Script, type SyntaxNode } from "unbash";
import { persistingCode } from "../shell/persisting-commands.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { findWord, readAtoms } from "../shell/shell-word.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { type CredentialUrl, credentialUrl } from "./credential-url.ts";
import { gitSubcommand, isGitFetch } from "./git-command.ts";

/** A command of a RUN with the URLs, credential in them, that it gives to git. */
export interface UrlCommand {
  readonly command: ShellCommand;
  /** Also those that it has from a variable of the same RUN. */
  readonly urls: readonly CredentialUrl[];
}

interface Source {
  readonly script: Script;
  /** Text of the Dockerfile. */
  readonly text: string;
  /** The variable that holds the credential. */
  readonly name: string;
}

/** Undefined when a variable that holds such a URL is for other programs too, or is set twice. */
export const gitUrls = (
  source: Source,
): { readonly commands: readonly UrlCommand[]; readonly all: readonly CredentialUrl[] } | undefined => {
  const commands = shellCommands(source.script);
  const names = taintedNames(commands, source.name);
  const assigned = assignedUrls(source, names);
  const isUsed = (variable: string): boolean => commands.some((one) => one.expands.has(variable) && isRemote(one));
  const variables = [...assigned].filter(([variable]) => isUsed(variable));
  const isShared = ([variable, urls]: [string, readonly unknown[]]): boolean =>
    urls.length !== 1 || commands.some((one) => one.expands.has(variable) && !isRemote(one));
  if (variables.some(isShared)) return undefined;
  const found = commands.map((command): UrlCommand => {
    const own =
      isRemote(command) || persistingCode(command, [], names) === "R4" ? argumentUrls(source, command, names) : [];
    const others = variables.flatMap(([variable, urls]) => (command.expands.has(variable) ? urls : []));
    return { command, urls: isTainted(command, names) ? [...own, ...others] : [] };
  });
  return { commands: found, all: [...found.flatMap(({ urls }) => urls), ...variables.flatMap(([, urls]) => urls)] };
};

/** git commands that are given the URL of a remote. */
const isRemote = (command: ShellCommand): boolean =>
  isGitFetch(command) || (command.name === "git" && gitSubcommand(command.args)[0] === "remote");

const argumentUrls = (
  { script, text }: Source,
  command: ShellCommand,
  names: ReadonlySet<string>,
): readonly CredentialUrl[] => {
  const skip = command.name === "git" ? command.args.length - gitSubcommand(command.args).length : 0;
  return command.argSpans.slice(skip).flatMap((span) => {
    const word = findWord(script, span);
    const atoms = word && readAtoms(word);
    return (atoms && credentialUrl(atoms, { names, text })) ?? [];
  });
};

/** `URL="https://$T@host/path"`. */
const assignedUrls = (
  { script, text }: Source,
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly CredentialUrl[]> => {
  const found = new Map<string, readonly CredentialUrl[]>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Assignment" && node.value.type === "Word") {
      const atoms = readAtoms(node.value);
      const url = atoms && credentialUrl(atoms, { names, text });
      if (url) found.set(node.name, [...(found.get(node.name) ?? []), url]);
    }
    forEachChild(node, visit);
  };
  visit(script);
  return found;
};

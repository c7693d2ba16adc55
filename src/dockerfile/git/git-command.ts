import type { ShellCommand } from "../shell/shell-commands.ts";

/** The subcommand and what follows it: `-c`, `-C` and other options of git itself come before. */
export const gitSubcommand = (args: readonly string[]): readonly string[] => {
  let at = 0;
  while (args[at]?.startsWith("-")) at += VALUED.test(args[at] ?? "") ? 2 : 1;
  return args.slice(at);
};

/** Options of git itself with the value as the next word. Source: git(1). */
const VALUED = /^(?:-[cC]|--git-dir|--work-tree|--namespace|--config-env)$/;

/** Subcommands that talk to the remote whose URL a repository keeps. */
export const usesStoredRemote = ({ name, args }: ShellCommand): boolean => {
  const [subcommand = "", next = ""] = gitSubcommand(args);
  if (name !== "git") return false;
  return /^(?:fetch|pull|push|submodule|lfs)$/.test(subcommand) || (subcommand === "remote" && next === "update");
};

/** Subcommands that talk to any remote. */
export const isGitFetch = (command: ShellCommand): boolean =>
  usesStoredRemote(command) ||
  (command.name === "git" && /^(?:clone|ls-remote|archive)$/.test(gitSubcommand(command.args)[0] ?? ""));

/** Subcommands that need the folder `.git`. */
export const readsRepository = ({ name, args }: ShellCommand): boolean =>
  name === "git" &&
  /^(?:rev-parse|rev-list|describe|log|show|status|diff|tag|branch|checkout|submodule|lfs|shortlog|name-rev)$/.test(
    gitSubcommand(args)[0] ?? "",
  );

export const isGitConfig = ({ name, args }: ShellCommand): boolean =>
  name === "git" && gitSubcommand(args)[0] === "config";

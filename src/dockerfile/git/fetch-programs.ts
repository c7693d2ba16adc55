import type { ShellCommand } from "../shell/shell-commands.ts";
import { gitSubcommand, isGitFetch } from "./git-command.ts";

/**
 * How a command may fetch from git repositories or hosts: `git` itself; `child`: a program that starts git; `own`: one that
 * reads netrc by itself, and may start git too; `script`: it may do anything.
 */
export type Fetch = "git" | "child" | "own" | "script";

type Row = readonly [programs: RegExp, args: RegExp, how: "child" | "own"];

/** By the documentation of each tool: subcommands that fetch dependencies, some on the way to something else. */
const ROWS: readonly Row[] = [
  [
    /^go$/,
    /^(?:-C \S+ )?(?:mod (?:download|tidy|vendor|verify)|build|test|run|get|install|generate|list|vet|tool|work)\b/,
    "own",
  ],
  [
    /^cargo$/,
    /\b(?:build|b|fetch|install|test|t|run|r|check|c|update|chef|doc|bench|clippy|generate-lockfile|vendor|metadata|nextest|rustc)\b/,
    "child",
  ],
  [
    /^(?:pip[\d.]*|pip-compile|pip-sync|pipx)$/,
    /^(?!.*--version)(?!(?:config|cache|list|show|freeze|uninstall|check)\b)/,
    "own",
  ],
  [
    /^(?:pipenv|poetry|pdm|uv|hatch|conda|mamba|micromamba)$/,
    /\b(?:install|sync|lock|update|add|run|pip|tool|env|create|build|require)\b/,
    "own",
  ],
  [/^(?:npm|pnpm|bun)$/, /^(?:ci|clean-install|install|i|add|update|up|upgrade|fetch|install-clean)\b/, "child"],
  [/^yarn$/, /^(?:$|-|install|add|up|upgrade|workspaces focus)/, "child"],
  [/^composer(?:\.phar)?$/, /\b(?:install|update|require|create-project|i|u|r)\b/, "child"],
  [/^(?:bundle|bundler)$/, /^(?:$|-|install|update|add|lock|cache|package)/, "child"],
  [/^(?:terraform|tofu|terragrunt)$/, /\b(?:init|get)\b/, "own"],
  [/^mix$/, /\bdeps\.|\bdo\b|\bcompile\b/, "child"],
  [
    /^(?:swift|rebar3|cabal|stack|pod|west|repo|dep|glide|govendor|helm|nimble|shards|opam|dub|flutter|dart|conan|vcpkg)$/,
    /\b(?:build|package|run|test|install|update|init|sync|get|ensure|compile|dependency|deps|pub|add|resolve)\b/,
    "child",
  ],
  [/^(?:curl)$/, /(?:^| )(?:-\w*n\w*|--netrc|--netrc-optional)(?: |$)/, "own"],
  [/^wget$/, /https?:|\$/, "own"],
];

const SCRIPTS = /^(?:make|gmake|just|task|mage|ninja|cmake)$/;

/** Undefined when the command is not known to fetch. */
export const fetchKind = (command: ShellCommand): Fetch | undefined => {
  const { name, tools, args, program } = command;
  if (name === "git") return isGitFetch(command) && !isBundle(command) ? "git" : undefined;
  const at = tools.length > 1 ? tools.length - 1 : 0;
  const text = args.slice(at === 0 ? 0 : 2).join(" ");
  const row = ROWS.find(([programs, pattern]) =>
    tools.some((tool, index) => programs.test(tool) && pattern.test(index === 0 ? args.join(" ") : text)),
  );
  if (row) return row[2];
  const isShellScript = /^(?:sh|bash|ash|dash)$/.test(name) && args.some((arg) => /^[^-].*(?:\.sh|\/)/.test(arg));
  return SCRIPTS.test(name) || isShellScript || /^(?:\.{1,2}\/|.*\.sh$)/.test(program) ? "script" : undefined;
};

/** `git clone file.bundle` and clones of local folders need no credential. */
const isBundle = ({ args }: ShellCommand): boolean => {
  const [subcommand, ...rest] = gitSubcommand(args);
  const url = rest.find((arg) => /:|\$/.test(arg));
  return subcommand === "clone" && url === undefined;
};

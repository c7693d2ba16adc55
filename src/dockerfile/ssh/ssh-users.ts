import type { BuildContext } from "../build-context.ts";
import { fetchKind } from "../git/fetch-programs.ts";
import { gitSubcommand, isGitConfig } from "../git/git-command.ts";
import { baseName } from "../parse/image-path.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";

/** How sure it is that a command talks SSH: `script` may do anything. */
export type SshUse = "ssh" | "script";

/** A command that fetches over SSH, as far as its arguments and the files of the source tree tell. */
export const sshUse = (
  command: ShellCommand,
  { file, context, at }: { readonly file: ParsedDockerfile; readonly context: BuildContext; readonly at: Instruction },
): SshUse | undefined => {
  if (/^(?:ssh|scp|sftp|rsync)$/.test(command.name)) return "ssh";
  const kind = fetchKind(command);
  if (kind === undefined || /^(?:curl|wget)$/.test(command.name)) return undefined;
  if (kind === "script") return "script";
  const isMapped = mapsToSsh(file, at);
  if (kind === "git") return isMapped || isSshRemote(command) ? "ssh" : undefined;
  const named = command.args.filter((arg) => /:\/\/|@/.test(arg));
  if (named.some((arg) => SSH_URL.test(arg))) return "ssh";
  return isMapped || manifestsNameSsh(command, context) ? "ssh" : undefined;
};

const SSH_URL = /^(?:[^:]*\+)?ssh:\/\/|git\+ssh:|^(?:-e\s*)?(?:git\+)?[\w.-]+@[\w.$}{-]+:(?!\/\/)/;

/** A remote that is not in plain sight may be anything. */
const isSshRemote = ({ args }: ShellCommand): boolean => {
  const urls = gitSubcommand(args)
    .slice(1)
    .filter((arg) => /^[a-z+]+:\/\/|^[\w.-]+@[^/]+:/.test(arg));
  return urls.length === 0 || urls.some((url) => SSH_URL.test(url));
};

/** `git config url."git@host:".insteadOf https://host/` sends every fetch over SSH. */
const mapsToSsh = (file: ParsedDockerfile, at: Instruction): boolean =>
  file.instructions.some((one) => {
    if (one.keyword !== "RUN" || one.index > at.index || !/insteadof/i.test(flatText(file, one))) return false;
    const body = parseRun(file, one);
    const commands = body.form === "opaque" ? [] : shellCommands(body.script);
    return commands.some(
      (each) => isGitConfig(each) && each.args.some((arg) => /^url\.(?:ssh:|git@).*insteadof$/i.test(arg)),
    );
  });

type Manifests = readonly [programs: RegExp, files: RegExp];

/** Where a tool finds the addresses of what it fetches. */
const MANIFESTS: readonly Manifests[] = [
  [/^(?:npm|pnpm|yarn|bun)$/, /^(?:package\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/],
  [
    /^(?:pip[\d.]*|pipx|pipenv|poetry|pdm|uv|hatch|python[\d.]*)$/,
    /^(?:.*requirements.*\.(?:txt|in)|pyproject\.toml|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock|setup\.(?:py|cfg))$/,
  ],
  [/^cargo$/, /^(?:Cargo\.(?:toml|lock)|config\.toml)$/],
  [/^composer(?:\.phar)?$/, /^composer\.(?:json|lock)$/],
  [/^(?:bundle|bundler)$/, /^Gemfile(?:\.lock)?$/],
  [/^(?:terraform|tofu|terragrunt)$/, /\.(?:tf|hcl)$/],
  [/^mix$/, /^mix\.(?:exs|lock)$/],
];

/** Addresses over SSH, and the short forms that npm may fetch over SSH. */
const NAMES_SSH = /ssh:\/\/|git@[\w.-]+[:/]|"(?:github|gitlab|bitbucket):|:\s*"[\w.-]+\/[\w.-]+(?:#[^"]*)?"/;

/** True also when no such file is at hand to tell. */
const manifestsNameSsh = ({ tools }: ShellCommand, context: BuildContext): boolean => {
  const row = MANIFESTS.find(([programs]) => tools.some((tool) => programs.test(tool)));
  const files = row ? context.files.filter((path) => row[1].test(baseName(path))) : [];
  return files.length === 0 || files.some((path) => NAMES_SSH.test(context.read(path) ?? ""));
};

import { gitSubcommand } from "../git/git-command.ts";
import type { ManualCode } from "../manual.ts";
import type { ShellCommand } from "./shell-commands.ts";
import { mentions } from "./taint.ts";
import { isDeletedBy } from "./written-file.ts";

/** `file`: where it is kept by default; `~` is the home directory of who runs it. */
type Row = readonly [programs: RegExp, args: RegExp, code: ManualCode, file?: string];

/** Commands that keep a credential they are given, by the documentation of each tool. */
const ROWS: readonly Row[] = [
  [/^(?:chpasswd|htpasswd|htdigest|mkpasswd|smbpasswd|vncpasswd|tigervncpasswd)$/, /^/, "M11"],
  [/^x11vnc$/, /-storepasswd\b/, "M11"],
  [/^add-user\.sh$/, /^/, "M11"],
  [/^rabbitmqctl$/, /\b(?:add_user|change_password)\b/, "M11"],
  [/^(?:jupyter(?:-\w+)?)$/, /\bpassword\b/, "M11"],
  [
    /^(?:mysql|mariadb|psql|mongo|mongosh)$/,
    /\b(?:create|alter) (?:user|role)\b|\bidentified by\b|\bcreateUser\b/i,
    "M11",
  ],
  [/^(?:useradd|usermod|adduser)$/, /(?:^| )(?:-p|--password)\b/, "M11"],
  [/^passwd$/, /--stdin/, "M11"],
  [/^(?:docker|crane|oras|nerdctl)$/, /\blogin\b/, "M13", "~/.docker/config.json"],
  [/^(?:podman|buildah|skopeo)$/, /\blogin\b/, "M13", "/run/containers/0/auth.json"],
  [/^go$/, /-ldflags/, "M2"],
  [/^(?:npm|pnpm|yarn|bun)$/, /^(?:install|i|add)\b.*git\+https?:\/\/\S*\$/, "R4"],
  [/^(?:npm|pnpm|yarn|bun)$/, /^(?:install|i|add)\b.*:\/\/.*\$/, "M2"],
  // An editable requirement stays a clone; the metadata of others is written without the user part (PEP 610).
  [/^pip[\d.]*$/, /(?:^| )(?:-e|--editable)[ =]\S*git\+https?:\/\/\S*\$/, "R4"],
  [/^p?npm$/, /\b(?:config|c)\b.*\bset\b|^set\b|\blogin\b|\badduser\b/, "R7", "~/.npmrc"],
  [/^(?:yarn|bun)$/, /\b(?:config|c)\b.*\bset\b|^set\b|\blogin\b|\badduser\b/, "R7"],
  [/^pip[\d.]*$/, /\bconfig\b/, "R7", "~/.config/pip/pip.conf"],
  [/^poetry$/, /(?:^| )config\b/, "R7", "~/.config/pypoetry/auth.toml"],
  [/^bundler?$/, /(?:^| )config\b/, "R7", "~/.bundle/config"],
  [/^(?:composer|conda|mamba|snyk|rclone|heroku)$/, /(?:^| )config\b/, "R7"],
  [/^conan$/, /^user\b.*(?:^| )(?:-p|--password)\b|^remote (?:login|auth)\b/, "R7"],
  [/^gem$/, /\bsources\b/, "R7", "~/.gemrc"],
  [
    /^(?:dotnet|nuget)$/i,
    /\b(?:add|update) source\b|\bsources? (?:add|update)\b|setapikey/i,
    "R7",
    "~/.nuget/NuGet/NuGet.Config",
  ],
  [/^aws$/, /\bconfigure\b/, "R7", "~/.aws/credentials"],
  [/^aws$/, /\bcodeartifact login\b.*--tool[ =]npm\b/, "R7", "~/.npmrc"],
  [/^aws$/, /\bcodeartifact login\b.*--tool[ =]pip\b/, "R7", "~/.config/pip/pip.conf"],
  [/^aws$/, /\bcodeartifact login\b.*--tool[ =]twine\b/, "R7", "~/.pypirc"],
  [/^aws$/, /\bcodeartifact login\b/, "R7"],
  [/^gcloud$/, /\bauth\b|\bconfig\b/, "R7", "~/.config/gcloud/credentials.db"],
  [/^go$/, /\benv -w\b/, "R7", "~/.config/go/env"],
  [/^kubectl$/, /\bconfig\b/, "R7", "~/.kube/config"],
  [/^oc$/, /^login\b/, "R7", "~/.kube/config"],
  [/^helm$/, /\brepo add\b/, "R7", "~/.config/helm/repositories.yaml"],
  [/^helm$/, /\bregistry login\b/, "R7", "~/.config/helm/registry/config.json"],
  [/^mc(?:li)?$/, /\balias set\b/, "R7", "~/.mc/config.json"],
  [/^jf(?:rog)?$/, /^(?:rt )?c(?:onfig)? (?:add|edit|import)\b/, "R7", "~/.jfrog/jfrog-cli.conf.v6"],
  [/^mix$/, /^hex\.(?:organization|user) auth\b|^hex\.repo (?:add|set)\b/, "R7", "~/.hex/hex.config"],
  [/^(?:pro|ua)$/, /^attach\b/, "R7", "/var/lib/ubuntu-advantage/private/machine-token.json"],
  [/^(?:dart|flutter)$/, /^pub token add\b/, "R7"],
  [/^(?:cf|ibmcloud|argocd|pulumi|databricks|modal|doppler|anaconda)$/, /\b(?:login|auth|configure|set)\b/, "R7"],
  [/^cachix$/, /^authtoken\b/, "R7", "~/.config/cachix/cachix.dhall"],
  [/^SUSEConnect$/, /(?:^| )(?:-r|--regcode)\b/, "R7", "/etc/zypp/credentials.d/SCCcredentials"],
  [/^gh$/, /^(?:login|auth)\b/, "R7", "~/.config/gh/hosts.yml"],
  [/^glab$/, /^(?:login|auth)\b/, "R7", "~/.config/glab-cli/config.yml"],
  [/^(?:huggingface-cli|hf)$/, /^(?:login|auth)\b/, "R7", "~/.cache/huggingface/token"],
  [/^az$/, /^(?:login|auth)\b/, "R7", "~/.azure/msal_token_cache.json"],
  [
    /^(?:cargo|sentry-cli|snyk|terraform|heroku|firebase|netlify|wrangler|flyctl|fly|doctl)$/,
    /^(?:login|auth)\b/,
    "R7",
  ],
  [/^vault$/, /^login\b/, "R7", "~/.vault-token"],
  [/^wandb$/, /^login\b/, "R7", "~/.netrc"],
  [/^python[\d.]*$/, /\bhuggingface_hub\b.*\blogin\(/s, "R7", "~/.cache/huggingface/token"],
  [/^python[\d.]*$/, /\bwandb\.login\(/, "R7", "~/.netrc"],
  [/^ngrok$/, /\bauthtoken\b|\badd-authtoken\b/, "R7"],
  [/^tailscale$/, /^(?:up|login)\b/, "R7"],
  [/^gitlab-runner$/, /^register\b/, "R7", "/etc/gitlab-runner/config.toml"],
  [/^subscription-manager$/, /\bregister\b/, "R7"],
  [/^svn$/, /^(?!.*--no-auth-cache)/, "R7"],
  [/^git$/, /\bcredential\b/, "R5"],
];

/** Where the command keeps what it is given, as its shell would write the path; undefined when that is not known. */
export const storedFile = ({ name, args }: ShellCommand): string | undefined =>
  name === "git" ? gitFile(args) : rowOf({ name, args })?.[3];

const gitFile = (args: readonly string[]): string | undefined => {
  const rest = gitSubcommand(args);
  if (rest[0] === "clone") return `${clonedInto(args) ?? "."}/.git/config`;
  if (rest[0] !== "config") return undefined;
  if (rest.includes("--global")) return "~/.gitconfig";
  return rest.includes("--system") ? "/etc/gitconfig" : ".git/config";
};

const UNDO = /\b(?:delete|unset|logout|rm|remove|unregister|revoke|detach|deauth|clean)\b|--unset|--remove-section/;
/** The state of the client goes with its package. */
const PURGED = /\b(?:purge|--purge)\b.*\bubuntu-(?:pro-client|advantage-tools)\b/;

/** The code of the pattern, unless a later command of the same tool undoes it. `names`: variables that hold the value. */
export const persistingCode = (
  command: ShellCommand,
  later: readonly ShellCommand[],
  names?: ReadonlySet<string>,
): ManualCode | undefined => {
  const code = command.name === "git" ? gitCode(command.args, names) : rowCode(command);
  if (code === "R4" && !command.args.some((arg) => expandsAny(arg, names))) return undefined;
  if (code === undefined || code === "M11" || code === "M2") return code;
  const file = storedFile(command);
  const isUndone = later.some((one) => undoes(one, command)) || (file !== undefined && isDeletedBy(later, file));
  return isUndone ? undefined : code;
};

const undoes = (later: ShellCommand, command: ShellCommand): boolean => {
  const args = later.args.join(" ");
  if (later.name === command.name) return UNDO.test(args);
  if (/^(?:pro|ua)$/.test(command.name)) return /^apt(?:-get)?$/.test(later.name) && PURGED.test(args);
  return later.name === "rm" && command.name === "git" && removesClone(later.args, command.args);
};

const rowCode = (command: ShellCommand): ManualCode | undefined => rowOf(command)?.[2];

const rowOf = ({ name, args }: Pick<ShellCommand, "name" | "args">): Row | undefined =>
  ROWS.find(([programs, pattern]) => programs.test(name) && pattern.test(args.join(" ")));

/** What stands before the subcommand does not persist; `git pull` writes its arguments to the reflog. */
const gitCode = (args: readonly string[], names?: ReadonlySet<string>): ManualCode | undefined => {
  const rest = gitSubcommand(args);
  if (rest[0] === "config") return UNDO.test(rest.join(" ")) ? undefined : "R5";
  if (rest[0] === "credential") return "R5";
  const persists = ["clone", "remote", "submodule", "pull"].includes(rest[0] ?? "");
  return persists && rest.slice(1).some((arg) => expandsAny(arg, names)) ? "R4" : undefined;
};

const expandsAny = (text: string, names: ReadonlySet<string> | undefined): boolean =>
  names === undefined ? text.includes("$") : mentions(text, names);

const removesClone = (removed: readonly string[], git: readonly string[]): boolean => {
  if (gitSubcommand(git)[0] !== "clone") return removed.some((arg) => /\.gitconfig$|\.git-credentials$/.test(arg));
  const directory = clonedInto(git);
  return removed.some((arg) => arg === directory || arg === `${directory}/.git` || arg === ".git");
};

/** Options of `git clone` with the value as the next word. Source: git-clone(1). */
const VALUED =
  /^(?:-[bocuj]|--(?:branch|depth|origin|config|upload-pack|jobs|reference|template|filter|server-option))$/;

const clonedInto = (git: readonly string[]): string | undefined => {
  const words = gitSubcommand(git).filter(
    (arg, index, all) => !arg.startsWith("-") && !VALUED.test(all[index - 1] ?? ""),
  );
  return words[2] ?? words[1]?.replace(/^.*\//, "").replace(/\.git$/, "");
};

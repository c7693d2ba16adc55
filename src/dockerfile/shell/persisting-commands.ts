import { gitSubcommand } from "../git/git-command.ts";
import type { ManualCode } from "../manual.ts";
import type { ShellCommand } from "./shell-commands.ts";
import { mentions } from "./taint.ts";

type Row = readonly [programs: RegExp, args: RegExp, code: ManualCode];

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
  [/^(?:docker|podman|buildah|skopeo|crane|oras|nerdctl)$/, /\blogin\b/, "M13"],
  [/^go$/, /-ldflags/, "M2"],
  [/^(?:npm|pnpm|yarn|bun)$/, /^(?:install|i|add)\b.*git\+https?:\/\/\S*\$/, "R4"],
  [/^(?:npm|pnpm|yarn|bun)$/, /^(?:install|i|add)\b.*:\/\/.*\$/, "M2"],
  // An editable requirement stays a clone; the metadata of others is written without the user part (PEP 610).
  [/^pip[\d.]*$/, /(?:^| )(?:-e|--editable)[ =]\S*git\+https?:\/\/\S*\$/, "R4"],
  [/^(?:npm|pnpm|yarn|bun)$/, /\b(?:config|c)\b.*\bset\b|^set\b|\blogin\b|\badduser\b/, "R7"],
  [/^pip[\d.]*$/, /\bconfig\b/, "R7"],
  [/^(?:poetry|bundle|bundler|composer|conda|mamba|snyk|rclone|heroku)$/, /(?:^| )config\b/, "R7"],
  [/^gem$/, /\bsources\b/, "R7"],
  [/^(?:dotnet|nuget)$/i, /\b(?:add|update) source\b|\bsources? (?:add|update)\b|setapikey/i, "R7"],
  [/^aws$/, /\bconfigure\b/, "R7"],
  [/^gcloud$/, /\bauth\b|\bconfig\b/, "R7"],
  [/^go$/, /\benv -w\b/, "R7"],
  [/^kubectl$/, /\bconfig\b/, "R7"],
  [/^helm$/, /\brepo add\b|\bregistry login\b/, "R7"],
  [/^mc(?:li)?$/, /\balias set\b/, "R7"],
  [
    /^(?:az|cargo|huggingface-cli|hf|sentry-cli|snyk|terraform|heroku|firebase|netlify|wrangler|flyctl|fly|doctl|gh|glab)$/,
    /^(?:login|auth)\b/,
    "R7",
  ],
  [/^(?:vault|wandb)$/, /^login\b/, "R7"],
  [/^ngrok$/, /\bauthtoken\b|\badd-authtoken\b/, "R7"],
  [/^tailscale$/, /^(?:up|login)\b/, "R7"],
  [/^gitlab-runner$/, /^register\b/, "R7"],
  [/^subscription-manager$/, /\bregister\b/, "R7"],
  [/^svn$/, /^(?!.*--no-auth-cache)/, "R7"],
  [/^git$/, /\bcredential\b/, "R5"],
];

const UNDO = /\b(?:delete|unset|logout|rm|remove|unregister|revoke)\b|--unset|--remove-section/;

/** The code of the pattern, unless a later command of the same tool undoes it. `names`: variables that hold the value. */
export const persistingCode = (
  command: ShellCommand,
  later: readonly ShellCommand[],
  names?: ReadonlySet<string>,
): ManualCode | undefined => {
  const code = command.name === "git" ? gitCode(command.args, names) : rowCode(command);
  if (code === "R4" && !command.args.some((arg) => expandsAny(arg, names))) return undefined;
  if (code === undefined || code === "M11" || code === "M2") return code;
  return later.some((one) => undoes(one, command)) ? undefined : code;
};

const undoes = (later: ShellCommand, command: ShellCommand): boolean => {
  const args = later.args.join(" ");
  if (later.name === command.name) return UNDO.test(args);
  return later.name === "rm" && command.name === "git" && removesClone(later.args, command.args);
};

const rowCode = ({ name, args }: ShellCommand): ManualCode | undefined =>
  ROWS.find(([programs, pattern]) => programs.test(name) && pattern.test(args.join(" ")))?.[2];

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
  const words = gitSubcommand(git).filter((arg) => !arg.startsWith("-"));
  if (words[0] !== "clone") return removed.some((arg) => /\.gitconfig$|\.git-credentials$/.test(arg));
  const directory = words[2] ?? words[1]?.replace(/^.*\//, "").replace(/\.git$/, "");
  return removed.some((arg) => arg === directory || arg === `${directory}/.git` || arg === ".git");
};

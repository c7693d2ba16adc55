import type { Script } from "unbash";
import type { Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun, type RunBody } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { type Fetch, fetchKind } from "./fetch-programs.ts";
import { type GitSetting, settingEdits } from "./git-setting.ts";
import type { CleanedRun } from "./login-cleanup.ts";

/** A RUN that fetches with a kept login. */
export interface LoginUser {
  readonly at: Instruction;
  readonly body: RunBody;
  readonly commands: readonly { readonly command: ShellCommand; readonly how: Fetch }[];
}

/** Steps after the login was written and before it was taken away. `runs` in order, from the one that writes it. */
export const loginUsers = (
  file: ParsedDockerfile,
  {
    runs,
    cleaned,
    settings,
  }: {
    readonly runs: readonly Instruction[];
    readonly cleaned: readonly CleanedRun[];
    readonly settings: readonly GitSetting[];
  },
): readonly LoginUser[] => {
  const users: LoginUser[] = [];
  for (const at of runs) {
    const own = cleaned.find((one) => one.at === at);
    const body = parseRun(file, at);
    if (body.form !== "opaque") {
      const commands = shellCommands(body.script).flatMap((command) => {
        const how = fetchKind(command);
        return how && isConcerned(command, settings) ? [{ command, how }] : [];
      });
      const open = commands.filter(
        ({ command }) => at !== runs[0] || own === undefined || own.ends || command.start > own.until,
      );
      if (open.length > 0) users.push({ at, body, commands: open });
    }
    if (own?.ends) return users;
  }
  return users;
};

/** A URL in plain sight that no setting is for needs none. */
const isConcerned = ({ name, args }: ShellCommand, settings: readonly GitSetting[]): boolean => {
  const urls =
    name === "git" ? args.filter((arg) => /^(?:https?|ssh|git):\/\/[^$]*$|^[\w.-]+@[\w.-]+:[^$]*$/.test(arg)) : [];
  const bases = settings.flatMap(({ key, value }) => (/\.insteadOf$/i.test(key) && !value.includes("$") ? value : []));
  if (urls.length === 0 || bases.length < settings.length || settings.length === 0) return true;
  return urls.some((url) => bases.some((base) => url.startsWith(base)));
};

/** The settings for the commands of a user; undefined where they cannot be given. */
export const userEdits = (
  file: ParsedDockerfile,
  { body, commands }: LoginUser,
  settings: readonly GitSetting[],
): readonly Edit[] | undefined => {
  const script: Script | undefined = body.form === "opaque" || body.form === "json" ? undefined : body.script;
  return (
    script &&
    settingEdits(
      commands.map((one) => one.command),
      { settings, script, text: file.flat },
    )
  );
};

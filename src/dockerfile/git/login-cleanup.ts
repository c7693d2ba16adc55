import { deleteLines, type Edit } from "../edit.ts";
import { fileUse } from "../mount/file-uses.ts";
import { otherArguments } from "../mount/move-file.ts";
import { homeAt } from "../parse/home.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { removeCommands } from "../shell/shell-removal.ts";
import { writtenFiles } from "../shell/written-file.ts";
import { gitSubcommand, isGitConfig } from "./git-command.ts";
import { undoesConfig } from "./git-config-command.ts";
import type { KeptLogin } from "./kept-login.ts";

/** A RUN without the commands that keep a login, prepare for it or undo it. */
export interface CleanedRun {
  readonly at: Instruction;
  readonly edits: readonly Edit[];
  readonly isGone: boolean;
  /** Offset of the last command that goes. */
  readonly until: number;
  /** It takes the login away: later steps did not have it. */
  readonly ends: boolean;
}

interface Kept {
  readonly kept: readonly KeptLogin[];
  readonly hasOtherSettings: boolean;
}

/** `stuck`: a command stands where it cannot be taken out. Undefined when nothing of the RUN goes. */
export const cleanRun = (file: ParsedDockerfile, at: Instruction, from: Kept): CleanedRun | "stuck" | undefined => {
  const body = parseRun(file, at);
  if (body.form === "opaque" || body.form === "json") return undefined;
  const own = from.kept.filter((one) => one.at === at).flatMap((one) => one.commands);
  const { whole, partial, ends } = leftovers(file, at, from);
  const gone = [...new Map([...own, ...whole].map((one) => [`${one.start} ${one.end}`, one])).values()];
  if (gone.length + partial.length === 0) return undefined;
  const removal = removeCommands(body.script, withoutInner(gone));
  if (removal === undefined) return "stuck";
  const until = Math.max(...gone.map((one) => one.end), 0);
  if (removal.empty) return { at, edits: [deleteLines(file.text, at)], isGone: true, until, ends };
  return { at, edits: [...removal.edits, ...partial], isGone: false, until, ends };
};

/** What stands in a group goes with it. */
const withoutInner = (commands: readonly ShellCommand[]): readonly ShellCommand[] =>
  commands.filter(
    (one) => !commands.some((other) => other !== one && other.start <= one.start && one.end <= other.end),
  );

const leftovers = (file: ParsedDockerfile, at: Instruction, { kept, hasOtherSettings }: Kept) => {
  const paths = [...new Set(kept.flatMap((one) => one.files))];
  const uses = paths.map((path) => fileUse(file, at, path));
  const config = fileUse(file, at, `${homeAt(file, at)}/.gitconfig`);
  const body = parseRun(file, at);
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  const keys = kept.flatMap((one) => one.settings.map(({ key }) => key));
  const undone = commands.filter((one) => undoesConfig(one, keys));
  const written = uses.flatMap((use) => use.naming.filter((one) => writtenFiles(one).length > 0));
  const cleanups = [...uses, ...(hasOtherSettings ? [] : [config])].flatMap((use) =>
    use.cleanups.map((command) => ({ command, edits: otherArguments(command, use) })),
  );
  const store = paths.some((path) => path.endsWith("/.git-credentials")) ? commands.filter(isCredentialStore) : [];
  const whole = cleanups.filter((one) => one.edits.length === 0).map((one) => one.command);
  return {
    whole: [...undone, ...written, ...whole, ...store],
    partial: cleanups.flatMap((one) => one.edits),
    ends: undone.length > 0 || cleanups.some(({ command }) => /^(?:rm|shred|unlink)$/.test(command.name)),
  };
};

/** The file of settings is still there when other settings are made. */
export const hasOtherSettings = (file: ParsedDockerfile, kept: readonly KeptLogin[]): boolean =>
  file.instructions.some((at) => {
    const body = at.keyword === "RUN" ? parseRun(file, at) : undefined;
    if (body === undefined || body.form === "opaque") return false;
    const gone = kept.flatMap((one) => (one.at === at ? one.commands : []));
    return shellCommands(body.script).some(
      (one) =>
        isGitConfig(one) &&
        !isCredentialStore(one) &&
        !gone.some((other) => other.start === one.start) &&
        !/--unset|--remove-section/.test(one.args.join(" ")),
    );
  });

/** `git config --global credential.helper store` */
const isCredentialStore = ({ name, args }: ShellCommand): boolean => {
  const rest = name === "git" ? gitSubcommand(args) : [];
  return (
    rest[0] === "config" &&
    /^credential\.(?:.*\.)?helper store\b/.test(
      rest
        .filter((arg) => !arg.startsWith("-"))
        .slice(1)
        .join(" "),
    )
  );
};

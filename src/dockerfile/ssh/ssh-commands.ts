import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";

/** Commands with a path in a `.ssh` folder. */
export const sshCommands = (file: ParsedDockerfile, at: Instruction): readonly ShellCommand[] => {
  const body = parseRun(file, at);
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  return commands.filter((one) =>
    [...one.args, ...one.redirects.map((to) => to.target)].some((text) => /(?:^|\/)\.ssh(?:\/|$)/.test(text)),
  );
};

/** Makes, changes or deletes the folder itself. */
export const isFolderWork = ({ name, args }: ShellCommand): boolean =>
  /^(?:mkdir|chmod|chown|rm|install)$/.test(name) && args.every((arg) => !/\.ssh\/./.test(arg));

import { joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { before, expand, userAt, variablesAt } from "../parse/scope.ts";
import { parseRun } from "./shell.ts";
import { type ShellCommand, shellCommands } from "./shell-commands.ts";

/** The home directory that a RUN before gave the USER in force; undefined when none says it. */
export const accountHome = remember((file, at): string | undefined => {
  const user = userAt(file, at).split(":")[0] ?? "";
  let home: string | undefined;
  for (const run of before(file, at)) {
    const body = run.keyword === "RUN" ? parseRun(file, run) : undefined;
    if (body === undefined || body.form === "opaque") continue;
    for (const command of shellCommands(body.script))
      if (isOf(command, user)) home = homeIn(command, { file, run }) ?? home;
  }
  return home;
});

// Options: useradd(8), usermod(8), adduser(8) of Debian, and adduser of BusyBox, where -h is the home directory.
const HOME: readonly (readonly [programs: RegExp, option: RegExp, attached: RegExp])[] = [
  [/^(?:useradd|usermod)$/, /^(?:-[A-Za-z]*d|--home|--home-dir)$/, /^(?:-[A-Za-z]*d|--home=|--home-dir=)(?=[/$])/],
  [/^adduser$/, /^(?:-[A-Za-z]*h|--home)$/, /^(?:-[A-Za-z]*h|--home=)(?=[/$])/],
];

/** The name is an argument of its own; a number is that of the account. */
const isOf = ({ name, args }: ShellCommand, user: string): boolean =>
  /^(?:useradd|usermod|adduser)$/.test(name) &&
  args.some((arg, index) => {
    const option = args[index - 1] ?? "";
    return /^\d+$/.test(user)
      ? arg === `--uid=${user}` || (arg === user && /^(?:-[A-Za-z]*u|--uid)$/.test(option))
      : arg === user && !/^(?:-[A-Za-z]*[gG]|--ingroup|--gid|--groups)$/.test(option);
  });

const homeIn = (
  { name, args }: ShellCommand,
  { file, run }: { readonly file: ParsedDockerfile; readonly run: Instruction },
): string | undefined => {
  const row = HOME.find(([programs]) => programs.test(name));
  if (row === undefined) return undefined;
  const [, option, attached] = row;
  const at = args.findIndex((arg) => option.test(arg));
  const text = at < 0 ? args.find((arg) => attached.test(arg))?.replace(attached, "") : args[at + 1];
  const path = text === undefined ? undefined : expand(text, variablesAt(file, run));
  return path?.startsWith("/") ? joinPath("/", path) : undefined;
};

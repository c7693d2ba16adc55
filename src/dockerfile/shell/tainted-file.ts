import type { ShellCommand } from "./shell-commands.ts";
import { isTainted } from "./taint.ts";
import { writtenFiles } from "./written-file.ts";

/** Commands that are given a file which the same script wrote from one of the variables: `tool < f`, `tool --key-file=f`. */
export const readersOfTainted = (
  commands: readonly ShellCommand[],
  names: ReadonlySet<string>,
): ReadonlySet<ShellCommand> => {
  const pipelines = new Set(commands.filter((one) => isTainted(one, names)).map((one) => one.pipeline));
  const paths = new Set(commands.filter((one) => pipelines.has(one.pipeline)).flatMap(writtenFiles));
  return new Set(paths.size === 0 ? [] : commands.filter((one) => filesGiven(one).some((path) => paths.has(path))));
};

const filesGiven = ({ args, redirects }: ShellCommand): readonly string[] => [
  ...args.flatMap((arg) => [arg, arg.slice(arg.indexOf("=") + 1), arg.replace(/^@/, "")]),
  ...redirects.flatMap(({ operator, target }) => (operator === "<" ? [target] : [])),
];

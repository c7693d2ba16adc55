import { fileUse } from "../mount/file-uses.ts";
import type { KeepingRun } from "../mount/rewrite.ts";
import { homeAt, pathAt, withHome } from "../parse/home.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";
import type { Consumer } from "./consumers.ts";
import { findConsumers } from "./consumers.ts";

/** Where the shell text of the RUN writes to; a directory it changes to is seen by `fileUse` only. */
export const absolutePath = (file: ParsedDockerfile, run: KeepingRun, path: string): string => {
  const moved = shellCommands(run.body.script).findLast((one) => one.name === "cd" && /^\//.test(one.args[0] ?? ""));
  const [folder] = moved?.args ?? [];
  return folder === undefined ? pathAt(file, run.at, path) : joinPath(folder, withHome(path, homeAt(file, run.at)));
};

/** The RUN and later ones, up to the one that deletes the file. */
export const runsWithFile = (file: ParsedDockerfile, run: KeepingRun, path: string): readonly Instruction[] => {
  const runs = [run.at, ...run.later].filter((one) => one.keyword === "RUN");
  const last = runs.findIndex((at) => fileUse(file, at, path).deletes);
  return last < 0 ? runs : runs.slice(0, last + 1);
};

/** Steps that read the file: by a program whose configuration it is, or by its name. */
export const readersOf = (
  file: ParsedDockerfile,
  run: KeepingRun,
  from: {
    readonly path: string;
    readonly consumers: RegExp;
    readonly writers: readonly ShellCommand[];
    readonly idle?: RegExp;
  },
): readonly Consumer[] => {
  const runs = runsWithFile(file, run, from.path);
  const starts = new Set(from.writers.map((one) => one.start));
  const first = Math.min(...starts);
  const isConfig = ({ start }: ShellCommand, at: Instruction): boolean =>
    at === run.at && (start <= first || starts.has(start));
  const row = { programs: NEVER, read: () => undefined, consumers: from.consumers, idle: from.idle ?? NEVER };
  const found = findConsumers(file, { runs, row, isConfig });
  const named = runs.flatMap((at): Consumer[] => {
    const { naming, body } = fileUse(file, at, from.path);
    const reading = naming.filter((one) => !isConfig(one, at) && writtenFiles(one).length === 0);
    return reading.length > 0 ? [{ at, body, commands: reading, isGuess: false }] : [];
  });
  const known = [...found.filter((one) => !one.isGuess), ...named];
  return [...new Map((known.length > 0 ? known : found).map((one) => [one.at, one])).values()];
};

const NEVER = /(?!)/;

import { fileUse } from "../mount/file-uses.ts";
import type { KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { runtimeUse } from "../mount/runtime-use.ts";
import type { FixRequest, ManualProposal } from "../proposal.ts";
import { manual } from "../proposal.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";
import { envFile, type WrittenFile } from "./config-files.ts";
import { emittedText } from "./emitted-text.ts";
import { absolutePath, readersOf, runsWithFile } from "./file-place.ts";
import { fromEnvironment } from "./from-environment.ts";

/** The file is not written, and the steps that read it read the environment. */
export const fileInEnv = (
  request: FixRequest,
  run: KeepingRun,
  written: WrittenFile,
): Rewrite | ManualProposal | undefined => {
  const { file } = request;
  const kind = envFile(written.path);
  if (kind === undefined) return undefined;
  const all = shellCommands(run.body.script);
  const writers = all.filter((one) => writtenFiles(one).includes(written.path));
  const pipelines = writers.map((one) => all.filter((other) => other.pipeline === one.pipeline));
  const texts = pipelines.map((commands) => emitted(commands, file.flat));
  const settings = texts.includes(undefined) ? undefined : kind.read(texts.join(""));
  if (settings === undefined || settings.length === 0) return undefined;
  const path = absolutePath(file, run, written.path);
  const late = runtimeUse(file, { at: run.at, path });
  if (late) return late;
  const runs = runsWithFile(file, run, path);
  const uses = runs.map((at) => fileUse(file, at, path));
  const isElsewhere = uses.some((use) =>
    use.naming.some((one) => !(use.run === run.at && writers.some(({ start }) => start === one.start))),
  );
  if (isElsewhere) return manual("M9", `another command needs ${written.path}`, { at: run.at });
  const removals = [
    ...pipelines.map((commands) => ({ at: run.at, commands })),
    ...uses.flatMap((use) => use.cleanups.filter(isAlone).map((one) => ({ at: use.run, commands: [one] }))),
  ];
  if (uses.some((use) => use.cleanups.some((one) => !isAlone(one)))) return undefined;
  const consumers = readersOf(file, run, { path, consumers: kind.consumers, writers, idle: IDLE });
  return fromEnvironment(request, run, { groups: [{ settings, consumers }], removals, cuts: [], what: written.path });
};

const IDLE = /^(?:--?version|-[vVh]|--help|version|help|config|cache|list)\b/;

/** One reader of standard input behind one writer, or a writer alone. */
const emitted = (commands: readonly ShellCommand[], flat: string): string | undefined => {
  const [first, second, ...others] = commands;
  if (first === undefined || others.length > 0) return undefined;
  return second === undefined || (second.name === "tee" && second.redirects.every((one) => one.target === "/dev/null"))
    ? emittedText(first, flat)
    : undefined;
};

/** It names no other path. */
const isAlone = ({ name, args }: ShellCommand): boolean =>
  args.filter((arg) => !arg.startsWith("-")).length === (/^ch(?:mod|own|grp)$/.test(name) ? 2 : 1);

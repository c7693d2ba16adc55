import { fileUse } from "../mount/file-uses.ts";
import type { KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { runtimeUse } from "../mount/runtime-use.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { nameFile, type WrittenFile } from "./config-files.ts";
import { absolutePath, readersOf, runsWithFile } from "./file-place.ts";
import { nameInstead } from "./name-instead.ts";
import { runsAtStart } from "./runs-at-start.ts";

/** The file is written with the name of the variable, and the steps that read it get the variable. */
export const nameInFile = (
  request: FixRequest,
  run: KeepingRun,
  written: WrittenFile,
): Rewrite | ManualProposal | undefined => {
  const { file } = request;
  const kind = nameFile(written.path);
  const all = shellCommands(run.body.script);
  const pipelines = new Set(written.writers.map((one) => one.pipeline));
  const writers = all.filter(
    (one) => pipelines.has(one.pipeline) || written.writers.some((outer) => isWithin(one, outer)),
  );
  const isChanged = writers.some((one) => one.expands.has(run.name) && writers.some((after) => changes(one, after)));
  if (isChanged) return undefined;
  const edits = kind && nameInstead(file, run, { commands: writers, style: kind.style });
  if (kind === undefined || edits === undefined) return undefined;
  const path = absolutePath(file, run, written.path);
  const late = runtimeUse(file, { at: run.at, path });
  if (late) return late;
  const readers = readersOf(file, run, { path, consumers: kind.consumers, writers });
  if (readers.length === 0)
    return manual("M1", `no step reads ${written.path}, so it is there for run time`, { at: run.at });
  const starts = new Set(writers.map((one) => one.start));
  const isDeleted = runsWithFile(file, run, path).some((at) => fileUse(file, at, path).deletes);
  return {
    edits,
    deleted: [],
    touched: [run.at],
    users: readers.map(({ at, isGuess }) => ({ at, isGuess })),
    isFree: all.every((one) => starts.has(one.start) || !one.expands.has(run.name)),
    confirm: [
      ...(readers.some((one) => one.isGuess)
        ? [`no step is known to read ${written.path}; the mount is on the steps that may, optional`]
        : []),
      ...(kind.style === "npm" && !isDeleted ? runsAtStart(file, { name: run.name }) : []),
    ],
  };
};

/** A command that the text goes through: `| base64`. */
const changes = (one: ShellCommand, after: ShellCommand): boolean =>
  after.pipeline === one.pipeline && after.start > one.start && !/^(?:cat|tee|echo|printf|\{\})$/.test(after.name);

const isWithin = (inner: { start: number; end: number }, outer: { start: number; end: number }): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

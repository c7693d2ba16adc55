import { findCopySource } from "../locate/copy.ts";
import { fileUse } from "../mount/file-uses.ts";
import type { KeepingRun, Rewrite } from "../mount/rewrite.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { FixRequest } from "../proposal.ts";
import { readsFile } from "../shell/known-tools.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";
import { absolutePath } from "./file-place.ts";
import { joinRuns } from "./join-runs.ts";

/**
 * The file is written, used and deleted in one RUN: the RUNs up to its last use become one, where they stand next to each
 * other and are plain chains. Undefined where they are not.
 */
export const mergeRuns = (
  { file, context }: FixRequest,
  run: KeepingRun,
  paths: readonly string[],
): Rewrite | undefined => {
  const places = paths.map((path) => ({ path, absolute: absolutePath(file, run, path) }));
  const later = run.later.filter((one) => one.keyword === "RUN");
  const last = later.findLastIndex((at) => places.some(({ absolute }) => needs(file, at, absolute)));
  const joined = [run.at, ...later.slice(0, last + 1)];
  const isUsed = last >= 0 || places.some(({ absolute }) => readsIt(file, run.at, absolute));
  if (!isUsed) return undefined;
  if (places.some(({ path, absolute }) => isCopied({ file, context }, { run, path, absolute }))) return undefined;
  const left = places.filter(({ absolute }) => !joined.some((at) => fileUse(file, at, absolute).deletes));
  const more = left.length > 0 ? [`rm -f ${left.map(({ path }) => path).join(" ")}`] : [];
  const one = joinRuns(file, { runs: joined, more });
  return (
    one && {
      ...one,
      touched: [run.at],
      users: [],
      isFree: false,
      confirm: ["the file is written, used and deleted in one RUN: later steps and the container have none"],
    }
  );
};

/** The file was there before, so deleting it takes more away than was written. */
const isCopied = (
  { file, context }: Pick<FixRequest, "file" | "context">,
  { run, path, absolute }: { readonly run: KeepingRun; readonly path: string; readonly absolute: string },
): boolean => {
  const isNew = shellCommands(run.body.script).some((one) =>
    one.redirects.some((to) => to.operator === ">" && to.target === path),
  );
  const copies = file.instructions.filter((one) => one.stage === run.at.stage && one.index < run.at.index);
  return !isNew && copies.some((at) => findCopySource(absolute, { at, file, context }) !== undefined);
};

const needs = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  readsIt(file, at, path) || fileUse(file, at, path).deletes || fileUse(file, at, path).cleanups.length > 0;

const readsIt = (file: ParsedDockerfile, at: Instruction, path: string): boolean => {
  const body = parseRun(file, at);
  return (
    (body.form !== "opaque" &&
      shellCommands(body.script).some((one) => one.tools.some((tool) => readsFile(tool, path)))) ||
    fileUse(file, at, path).naming.some((one) => writtenFiles(one).length === 0 && !/^(?:mkdir|touch)$/.test(one.name))
  );
};

import type { HazardRewrite, KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { findHazard } from "../shell/hazard.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { isDeletedBy, writtenFileCode, writtenFiles } from "../shell/written-file.ts";
import { combine } from "../tool-config/combine.ts";
import type { WrittenFile } from "../tool-config/config-files.ts";
import { fileInEnv } from "../tool-config/file-in-env.ts";
import { mergeRuns } from "../tool-config/merge-runs.ts";
import { nameInFile } from "../tool-config/name-in-file.ts";

/** A configuration file is written with the name of the variable, or not at all where the tool reads the environment. */
export const r3ConfigFile: HazardRewrite = {
  id: "R3",
  title: "write the name of the variable, not its value, into the configuration of a tool",
  propose: (request, run) => (run.body.form === "json" ? undefined : rewrite(request, run)),
};

const rewrite = (request: FixRequest, run: KeepingRun): Rewrite | ManualProposal | undefined => {
  const paths = keptFiles(run);
  const writers = shellCommands(run.body.script).filter((one) =>
    writtenFiles(one).some((path) => paths.includes(path)),
  );
  const starts = new Set(writers.map((one) => one.start));
  const other = findHazard(run.body.script, run.name, { except: ({ start }) => starts.has(start) });
  if (other) return manual(other.code, other.reason, { at: run.at });
  const parts = paths.map((path) =>
    oneFile(request, run, { path, writers: writers.filter((one) => writtenFiles(one).includes(path)) }),
  );
  const merged = parts.includes(undefined) ? mergeRuns(request, run, paths) : undefined;
  return merged ?? combine(parts);
};

const oneFile = (request: FixRequest, run: KeepingRun, written: WrittenFile): Rewrite | ManualProposal | undefined => {
  return nameInFile(request, run, written) ?? fileInEnv(request, run, written);
};

/** Configuration files that the RUN writes from the variable and leaves. */
const keptFiles = (run: KeepingRun): readonly string[] => {
  const commands = shellCommands(run.body.script);
  const names = taintedNames(commands, run.name);
  const pipelines = new Set(commands.filter((one) => isTainted(one, names)).map((one) => one.pipeline));
  const paths = commands
    .filter((one) => pipelines.has(one.pipeline))
    .flatMap((one) =>
      writtenFiles(one).filter(
        (path) =>
          !isDeletedBy(
            commands.filter((later) => later.start > one.start),
            path,
          ),
      ),
    );
  return [...new Set(paths)].filter((path) => writtenFileCode(path) === "R3");
};

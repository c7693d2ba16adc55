import { findHazard } from "../hazard.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import type { HazardRewrite, KeepingRun, Rewrite } from "../rewrite.ts";
import { shellCommands } from "../shell-commands.ts";
import { taintedNames } from "../taint.ts";
import { combine } from "../tool-config/combine.ts";
import { hintFor } from "../tool-config/hints.ts";
import { readFromEnv } from "../tool-config/read-from-env.ts";
import { storeName } from "../tool-config/store-name.ts";
import { type Stored, storedIn } from "../tool-config/stored.ts";
import { takeBack } from "../tool-config/take-back.ts";

/** A command that stores a credential for its tool goes away, or stores the name of the variable. */
export const r7Config: HazardRewrite = {
  id: "R7",
  title: "give a tool its credential by the environment instead of its configuration",
  propose: (request, run) => rewrite(request, run) ?? byHand(run),
};

const rewrite = (request: FixRequest, run: KeepingRun): Rewrite | ManualProposal | undefined => {
  const stored = tainted(request, run);
  if (stored.length === 0) return undefined;
  const starts = new Set(stored.map(({ command }) => command.start));
  const other = findHazard(run.body.script, run.name, { except: ({ start }) => starts.has(start) });
  if (other) return manual(other.code, other.reason, { at: run.at });
  const of = (kind: Stored["outcome"]["kind"]) => stored.filter(({ outcome }) => outcome.kind === kind);
  const parts = [
    of("env").length > 0 ? readFromEnv(request, run, of("env")) : [],
    of("name").length > 0 ? storeName(request, run, of("name")) : [],
    of("undo").length > 0 ? takeBack(request, run, of("undo")) : [],
  ];
  const rewrite = combine(parts.flat());
  if (rewrite === undefined || "verdict" in rewrite) return rewrite;
  return { ...rewrite, isFree: of("undo").length === 0 && isFree(run, stored) };
};

/** Nothing that stays in the RUN expands the variable. */
const isFree = (run: KeepingRun, stored: readonly Stored[]): boolean => {
  const done = new Set(stored.flatMap(({ pipeline }) => pipeline.map((one) => one.start)));
  return shellCommands(run.body.script).every((one) => done.has(one.start) || !one.expands.has(run.name));
};

/** The commands that are given the value, by a word or by a pipe, and not by way of another variable. */
const tainted = ({ file }: FixRequest, run: KeepingRun): readonly Stored[] => {
  const stored = storedIn(file, run.at).filter(({ pipeline }) => pipeline.some((one) => one.expands.has(run.name)));
  const names = taintedNames(shellCommands(run.body.script), run.name);
  const others = [...names].filter((name) => name !== run.name);
  const isRenamed = storedIn(file, run.at).some(({ pipeline }) =>
    pipeline.some((one) => others.some((name) => one.expands.has(name))),
  );
  return isRenamed ? [] : stored;
};

const byHand = (run: KeepingRun): ManualProposal | undefined => {
  const sketch = hintFor(shellCommands(run.body.script), run.name);
  return sketch === undefined ? undefined : manual("R7", run.hazard.reason, { at: run.at, sketch });
};

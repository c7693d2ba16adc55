import type { HazardRewrite, KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { findHazard, tradesIn } from "../shell/hazard.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { taintedNames } from "../shell/taint.ts";
import { readersOfTainted } from "../shell/tainted-file.ts";
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
  const starts = new Set(stored.flatMap(({ pipelines }) => pipelines.flat().map((one) => one.start)));
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
  const done = new Set(stored.flatMap(({ pipelines }) => pipelines.flat().map((one) => one.start)));
  return shellCommands(run.body.script).every((one) => done.has(one.start) || !one.expands.has(run.name));
};

/** The commands that are given the value, by a word, a pipe or a file, and not by way of another variable. */
const tainted = ({ file }: FixRequest, run: KeepingRun): readonly Stored[] => {
  const all = storedIn(file, run.at);
  const names = taintedNames(shellCommands(run.body.script), run.name);
  const readers = readersOfTainted(shellCommands(run.body.script), new Set([run.name]));
  const starts = new Set([...readers].map((one) => one.start));
  const expands = ({ pipelines }: Stored, isOne: (name: string) => boolean): boolean =>
    pipelines.flat().some((one) => [...one.expands].some(isOne));
  if (all.some((one) => expands(one, (name) => name !== run.name && names.has(name)))) return [];
  return all.filter(
    (one) =>
      starts.has(one.command.start) || expands(one, (name) => name === run.name) || tradesIn(one.command, run.name),
  );
};

const byHand = (run: KeepingRun): ManualProposal | undefined => {
  const sketch = hintFor(shellCommands(run.body.script), run.name);
  return sketch === undefined ? undefined : manual("R7", run.hazard.reason, { at: run.at, sketch });
};

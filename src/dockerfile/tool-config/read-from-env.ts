import type { Edit } from "../edit.ts";
import type { KeepingRun, Rewrite } from "../mount/rewrite.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { findConsumers } from "./consumers.ts";
import { fromEnvironment } from "./from-environment.ts";
import { type Stored, storedIn } from "./stored.ts";

/** The storing commands go, and the steps that used what they stored read it from the environment. */
export const readFromEnv = (
  request: FixRequest,
  run: KeepingRun,
  own: readonly Stored[],
): Rewrite | ManualProposal | undefined => {
  const stored = withCompanions(request, run, own);
  const rows = [...new Set(stored.map(({ row }) => row))];
  const starts = new Set(stored.flatMap(({ pipelines }) => pipelines.flat().map((one) => one.start)));
  const first = Math.min(...starts);
  const places = new Set(stored.map(({ at }) => at));
  const isConfig = (one: ShellCommand, at: Instruction): boolean =>
    places.has(at) && (one.start < first || starts.has(one.start));
  const runs = [run.at, ...run.later].filter((one) => one.keyword === "RUN");
  const groups = rows.map((row) => ({
    settings: stored.flatMap(({ row: its, outcome }) =>
      its === row && outcome.kind === "env" ? outcome.settings : [],
    ),
    consumers: findConsumers(request.file, { runs, row, isConfig }),
  }));
  const isGone = stored.some(({ outcome }) => outcome.kind === "env" && outcome.file !== undefined);
  if (isGone && groups.some((one) => one.consumers.some(({ at }) => at !== run.at)))
    return manual("M9", "a later RUN uses the key file of this one; write, use and delete it in one RUN", {
      at: run.at,
    });
  const whole = stored.filter(({ outcome }) => outcome.kind === "env" && outcome.cuts === undefined);
  return fromEnvironment(request, run, {
    groups,
    removals: [
      ...whole.flatMap(({ at, pipelines }) => pipelines.map((commands) => ({ at, commands }))),
      ...undone(request, run, stored),
    ],
    cuts: stored.flatMap(cutEdits),
    what: `the configuration of ${[...new Set(stored.map(({ command }) => command.name))].join(", ")}`,
  });
};

/** The other settings that a tool takes from the same place, of the whole stage. */
const withCompanions = ({ file }: FixRequest, run: KeepingRun, own: readonly Stored[]): readonly Stored[] => {
  const rows = new Set(own.filter(({ row }) => row.together).map(({ row }) => row));
  if (rows.size === 0) return own;
  const runs = file.instructions.filter((one) => one.keyword === "RUN" && one.stage === run.at.stage);
  const others = runs.flatMap((at) => storedIn(file, at)).filter((one) => rows.has(one.row));
  return [...own.filter(({ row }) => !rows.has(row)), ...others].sort((a, b) => a.command.start - b.command.start);
};

/** Later commands that take back what is not stored any more. */
const undone = ({ file }: FixRequest, run: KeepingRun, stored: readonly Stored[]) =>
  run.later
    .filter((one) => one.keyword === "RUN")
    .flatMap((at) => {
      const body = parseRun(file, at);
      if (body.form === "opaque" || body.form === "json") return [];
      const commands = shellCommands(body.script).filter((one) =>
        stored.some(({ row }) => row.programs.test(one.name) && row.undo?.test(one.args.join(" "))),
      );
      return commands.map((one) => ({ at, commands: [one] }));
    });

/** Each option goes with the blank before it. */
const cutEdits = ({ command, outcome }: Stored): readonly Edit[] => {
  if (outcome.kind !== "env") return [];
  return (outcome.cuts ?? []).map((span): Edit => {
    const before = command.argSpans.findLast((one) => one.end <= span.start);
    return { start: before?.end ?? span.start, end: span.end, replacement: "" };
  });
};

import type { KeepingRun, Rewrite } from "../mount/rewrite.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import type { FixRequest, ManualProposal } from "../proposal.ts";
import { manual } from "../proposal.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { findConsumers } from "./consumers.ts";
import { nameInstead } from "./name-instead.ts";
import { runsAtStart } from "./runs-at-start.ts";
import type { Stored } from "./stored.ts";

/** The commands stay and store the name; every later run of the tool reads the configuration, so each gets the variable. */
export const storeName = (
  request: FixRequest,
  run: KeepingRun,
  stored: readonly Stored[],
): Rewrite | ManualProposal | undefined => {
  const { file } = request;
  const starts = new Set(stored.map(({ command }) => command.start));
  const first = Math.min(...starts);
  const runs = [run.at, ...run.later].filter((one) => one.keyword === "RUN");
  const isConfig = ({ start }: ShellCommand, at: Instruction): boolean =>
    at === run.at && (start <= first || starts.has(start));
  const edits = stored.map(({ command, outcome }) =>
    outcome.kind === "name" ? nameInstead(file, run, { commands: [command], style: outcome.style }) : undefined,
  );
  if (edits.includes(undefined)) return undefined;
  const rows = [...new Set(stored.map(({ row }) => row))].map((row) => ({ ...row, idle: NEVER }));
  const consumers = rows.flatMap((row) => findConsumers(file, { runs, row, isConfig }));
  if (consumers.length === 0)
    return manual("M1", "no step uses the stored credential, so it is there for run time", { at: run.at });
  const tools = [...new Set(stored.map(({ command }) => command.name))].join(", ");
  return {
    edits: edits.flatMap((one) => one ?? []),
    deleted: [],
    touched: [run.at],
    users: consumers.map(({ at, isGuess }) => ({ at, isGuess })),
    isFree: shellCommands(run.body.script).every((one) => starts.has(one.start) || !one.expands.has(run.name)),
    confirm: [
      `the configuration of ${tools} in the image names ${run.name}: the container has no credential unless it is given one`,
      ...runsAtStart(file, { name: run.name }),
    ],
  };
};

/** With the name in its configuration, any run of the tool may stop where the variable is not set. */
const NEVER = /(?!)/;

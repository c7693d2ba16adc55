import type { Script } from "unbash";
import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import type { KeepingRun, Rewrite } from "../mount/rewrite.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { findConsumers } from "./consumers.ts";
import { dropCommands } from "./drop-commands.ts";
import { joinRuns, scriptJoint } from "./join-runs.ts";
import type { Stored } from "./stored.ts";

/**
 * The tool has no variable for it: log in, use and log out become one RUN, where the RUNs stand next to each other and are
 * plain chains.
 */
export const takeBack = (
  { file }: FixRequest,
  run: KeepingRun,
  stored: readonly Stored[],
): Rewrite | ManualProposal | undefined => {
  const later = run.later.filter((one) => one.keyword === "RUN");
  const rows = [...new Set(stored.map(({ row }) => row))];
  const starts = new Set(stored.map(({ command }) => command.start));
  const first = Math.min(...starts);
  const isConfig = ({ start }: ShellCommand, at: Instruction): boolean =>
    at === run.at && (start < first || starts.has(start));
  const found = rows.flatMap((row) => findConsumers(file, { runs: [run.at, ...later], row, isConfig }));
  if (found.length === 0)
    return manual("M1", "no step uses the stored credential, so it is there for run time", { at: run.at });
  if (found.some((one) => one.isGuess && one.at !== run.at))
    return manual("R7", "a later RUN may use what this one stores; log in, use and log out in one RUN", { at: run.at });
  const consumers = found.filter((one) => one.at !== run.at);
  const last = Math.max(run.at.index, ...consumers.map(({ at }) => at.index));
  const runs = [run.at, ...later.filter((one) => one.index <= last)];
  const commands = stored.flatMap(({ outcome }) => (outcome.kind === "undo" ? [outcome.command] : []));
  const more = [...new Set(commands)];
  const undone = runs.slice(1).some((at) => undoes(file, at, more));
  const joined = joinRuns(file, { runs, more: undone ? [] : more });
  if (joined === undefined && consumers.length > 0)
    return manual("M9", "a later RUN uses what this one stores; log in, use and log out in one RUN", { at: run.at });
  const edit = joined === undefined ? appended(file, run, more) : [];
  const again = undone ? [] : undoneAgain(file, { runs: later.filter((one) => one.index > last), commands: more });
  const dropped = dropCommands(file, again);
  if (dropped === undefined)
    return manual("M9", `a later RUN does ${more.join(", ")}; log in, use and log out in one RUN`, { at: run.at });
  return (
    edit && {
      edits: [...(joined?.edits ?? edit), ...dropped.edits],
      deleted: [...(joined?.deleted ?? []), ...dropped.deleted],
      touched: [run.at, ...dropped.touched],
      users: [],
      isFree: false,
      confirm: [`${more.join(", ")} ends the RUN that logs in: nothing is stored for later steps and the container`],
    }
  );
};

const undoes = (file: ParsedDockerfile, at: Instruction, commands: readonly string[]): boolean => {
  const texts = commandsOf(file, at).map(textOf);
  return commands.every((command) => texts.includes(command));
};

/** A second time it fails: nobody is logged in. One whose failure does not matter stays. */
const undoneAgain = (
  file: ParsedDockerfile,
  { runs, commands }: { readonly runs: readonly Instruction[]; readonly commands: readonly string[] },
): readonly { readonly at: Instruction; readonly span: Span }[] =>
  runs.flatMap((at) =>
    commandsOf(file, at)
      .filter((one) => commands.includes(textOf(one)) && !mayFail(file, at))
      .map((span) => ({ at, span })),
  );

const commandsOf = (file: ParsedDockerfile, at: Instruction): readonly ShellCommand[] => {
  const body = parseRun(file, at);
  return body.form === "opaque" ? [] : shellCommands(body.script);
};

const textOf = ({ name, args }: ShellCommand): string => [name, ...args].join(" ");

const mayFail = (file: ParsedDockerfile, at: Instruction): boolean =>
  /\|\|\s*(?:true|:|exit\s+0)(?=\s|;|$)/.test(file.flat.slice(at.args.start, at.end));

/** The end of the last chain of a script: the RUN still fails where it did. Other text with `||` or `;` is left to a person. */
const appended = (
  file: ParsedDockerfile,
  { body }: KeepingRun,
  commands: readonly string[],
): readonly Edit[] | undefined => {
  const last = body.script.commands.at(-1);
  if (last === undefined || last.background || body.form !== "heredoc" || leavesEarly(body.script)) return undefined;
  const { end } = last.command;
  const joint = stopsAtFailure(body.script) ? file.eol : scriptJoint(file);
  return [{ start: end, end, replacement: commands.map((command) => `${joint}${command}`).join("") }];
};

/** `set -e`, which only the last command of a chain heeds. */
const stopsAtFailure = (script: Script): boolean => {
  const [first] = shellCommands(script);
  const last = script.commands.at(-1)?.command;
  return first?.name === "set" && /^-\w*e/.test(first.args[0] ?? "") && last?.type === "Command";
};

/** The end of such a script is not reached where all went well. */
const leavesEarly = (script: Script): boolean =>
  shellCommands(script).some(
    ({ name, args, wrappers }) => (name === "exit" && !/^[1-9]/.test(args[0] ?? "")) || wrappers.includes("exec"),
  );

import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import type { KeepingRun, Rewrite, SecretUser } from "../mount/rewrite.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { variablesAt } from "../parse/scope.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { isFetcher, writtenFiles } from "../shell/written-file.ts";
import type { EnvSetting } from "./config-row.ts";
import type { Consumer } from "./consumers.ts";
import { dropCommands } from "./drop-commands.ts";
import { envPrefix, mergeSettings } from "./env-prefix.ts";
import { isExactly, namesIn } from "./word-body.ts";

export interface Moved {
  /** Settings, and the steps that need them. */
  readonly groups: readonly { readonly settings: readonly EnvSetting[]; readonly consumers: readonly Consumer[] }[];
  /** Pipelines that go. */
  readonly removals: readonly { readonly at: Instruction; readonly commands: readonly ShellCommand[] }[];
  /** Edits that take the credential out of commands that stay. */
  readonly cuts: readonly Edit[];
  /** Name of what held the credential. */
  readonly what: string;
}

/** What stored the credential goes, and the steps that used it get the tool's variables: by the mount, or in front of the tool. */
export const fromEnvironment = (
  request: FixRequest,
  run: KeepingRun,
  { groups, removals, cuts, what }: Moved,
): Rewrite | ManualProposal | undefined => {
  const { file } = request;
  const merged = groups.map(({ settings, consumers }) => ({
    settings: notYetSet(request, run, mergeSettings(settings)),
    consumers,
  }));
  if (!merged.every(({ settings }) => canSet(request, run, settings))) return undefined;
  const refusal = merged.map((one) => refuse(run, one)).find(Boolean);
  if (refusal) return refusal;
  const dropped = dropCommands(
    file,
    removals.map(({ at, commands }) => ({ at, span: spanOf(commands) })),
  );
  if (dropped === undefined)
    return manual(run.hazard.code, `${run.hazard.reason}, in a condition or a list that it cannot be taken out of`, {
      at: run.at,
    });
  const consumers = merged.flatMap((one) => one.consumers);
  const prefixes = merged.flatMap((one) =>
    one.consumers.flatMap((each) => prefixEdits(file.text, each, envPrefix(one.settings, run.name))),
  );
  const note = `${what} in the image no longer holds the credential: later steps and the container have none`;
  const guess = "no step is known to use it; the mount is on the steps that may, optional";
  return {
    edits: [...dropped.edits, ...cuts, ...prefixes],
    deleted: dropped.deleted,
    touched: [...dropped.touched, ...consumers.map(({ at }) => at), run.at],
    users: merged.flatMap((one) => usersOf(run, one)),
    isFree: isFree(run, removals, cuts),
    confirm: consumers.some((one) => one.isGuess) ? [note, guess] : [note],
  };
};

interface Group {
  readonly settings: ReadonlyMap<string, string>;
  readonly consumers: readonly Consumer[];
}

/** Without what the Dockerfile gives the tool by the same name: `aws configure set aws_access_key_id $AWS_ACCESS_KEY_ID`. */
const notYetSet = (
  { file }: FixRequest,
  run: KeepingRun,
  settings: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const known = variablesAt(file, run.at);
  const isSet = (name: string, value: string): boolean =>
    name !== run.name && isExactly(value, name) && known.has(name);
  return new Map([...settings].filter(([name, value]) => !isSet(name, value)));
};

/** Every name in the values is known where the tool runs, and none of the variables is set by the Dockerfile. */
const canSet = ({ file }: FixRequest, run: KeepingRun, settings: ReadonlyMap<string, string>): boolean => {
  const known = variablesAt(file, run.at);
  const isKnown = (name: string): boolean => known.has(name) || name === run.name || name === "HOME";
  return (
    [...settings.values()].every((value) => namesIn(value).every(isKnown)) &&
    [...settings.keys()].every((name) => !known.has(name) || name === run.name)
  );
};

const refuse = (run: KeepingRun, { settings, consumers }: Group): ManualProposal | undefined => {
  if (consumers.length === 0)
    return manual("M1", "no step uses the stored credential, so it is there for run time", { at: run.at });
  for (const { at, body, commands } of consumers) {
    if (envPrefix(settings, run.name) !== "" && (body.form === "json" || body.form === "opaque"))
      return manual(
        run.hazard.code,
        "the step that uses the credential is no shell text that a variable can be put in front of",
        { at },
      );
    if (commands.some((one) => isFetcher(one) && writtenFiles(one).length > 0))
      return manual("M2", "a step writes what the credential gives access to into a file", { at });
    if (commands.some((one) => one.wrappers.some((name) => /^(?:sudo|su-exec|gosu|time)$/.test(name))))
      return manual(run.hazard.code, "sudo or its like gives the tool another environment", { at });
  }
  return undefined;
};

const usersOf = ({ name }: KeepingRun, { settings, consumers }: Group): readonly SecretUser[] => {
  const direct = [...settings].filter(([, value]) => isExactly(value, name)).map(([env]) => env);
  const isComposed = [...settings.values()].some((value) => !isExactly(value, name) && namesIn(value).includes(name));
  return consumers.flatMap(({ at, isGuess }) =>
    [...direct, ...(isComposed ? [name] : [])].map((env) => ({ at, env, isGuess })),
  );
};

/** A whole pipeline. */
const spanOf = (commands: readonly ShellCommand[]): Span => ({
  start: Math.min(...commands.map((one) => one.start)),
  end: Math.max(...commands.map((one) => one.end)),
});

/** The first letter is replaced, not preceded: a mount may insert at the same place and must come first. */
const prefixEdits = (text: string, { commands }: Consumer, prefix: string): readonly Edit[] =>
  prefix === ""
    ? []
    : commands.map(({ start }) => ({
        start,
        end: start + 1,
        replacement: `${prefix} ${text.slice(start, start + 1)}`,
      }));

/** Nothing that stays in the RUN names the variable. */
const isFree = (run: KeepingRun, removals: Moved["removals"], cuts: Moved["cuts"]): boolean => {
  const gone = new Set(removals.flatMap(({ commands }) => commands.map((one) => one.start)));
  const isCut = (one: ShellCommand): boolean => cuts.some((cut) => one.start <= cut.start && cut.end <= one.end);
  return shellCommands(run.body.script).every((one) => gone.has(one.start) || isCut(one) || !one.expands.has(run.name));
};

import type { Edit } from "../edit.ts";
import { FRAMEWORKS, type Framework } from "../literal/frameworks.ts";
import { writtenNotes } from "../literal/written-value.ts";
import { builderUse, reach } from "../mount/builder-uses.ts";
import { dropBuildArg } from "../mount/move-variable.ts";
import { type VariableGroup, variableGroup } from "../mount/variable-group.ts";
import { mentionsName } from "../mount/variable-uses.ts";
import { deletePairs, readPairs } from "../parse/pairs.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual, type Proposal } from "../proposal.ts";
import { isInert } from "../shell/known-tools.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";

/** A framework that only asks for some value to build gets one that is not secret. */
export const r8Framework: DockerfileFix = {
  id: "R8",
  title: "build the framework with a value that is not secret",
  propose: (request) => {
    const group = variableGroup(request);
    const rows = FRAMEWORKS.filter(
      ({ names }) => group && (group.envs.length > 0 ? group.envs : [group.id]).every((name) => names.test(name)),
    );
    for (const row of group ? rows : []) {
      const found = group && proposeFor(row, request, group);
      if (found) return found;
    }
    return undefined;
  },
};

interface FrameworkRun {
  readonly at: Instruction;
  readonly commands: readonly ShellCommand[];
}

const proposeFor = (
  row: Framework,
  request: FixRequest,
  group: VariableGroup,
): Proposal | ManualProposal | undefined => {
  const { file, context } = request;
  const reached = new Set(group.declarations.flatMap((one) => reach(file, one)));
  const found: FrameworkRun[] = [];
  const others: ShellCommand[] = [];
  for (const at of file.instructions.filter((one) => one.keyword === "RUN" && reached.has(one))) {
    const body = parseRun(file, at);
    const text = file.flat.slice(at.start, at.end);
    const named = group.names.some((name) => mentionsName(text, name));
    if (body.form === "opaque") return undefined;
    const all = shellCommands(body.script);
    const commands = all.filter((one) => row.commands(one, context));
    if (all.some(row.bakes)) return baked(row, { at, group });
    if (all.some(row.needs)) return undefined;
    if (named && !onlyAssigns(all, commands, group)) return undefined;
    others.push(...all.filter((one) => !commands.includes(one) && mayRead(one)));
    if (commands.length === 0) continue;
    if (body.form === "json" || commands.some((one) => hidesEnvironment(file.flat, one))) return undefined;
    found.push({ at, commands });
  }
  return found.length === 0 ? undefined : build(row, request, { group, found, others });
};

/** A program of the project; what installs packages asks for no secret of the framework. */
const mayRead = ({ name, args }: ShellCommand): boolean =>
  !isInert(name) && !/^(?:(?:\S+ )?(?:ci|i|install|add|update|sync|fetch|download|deps\.get)\b|$)/.test(args.join(" "));

/** Program and subcommands only: other arguments may hold a value. */
const stepTitle = ({ name, args }: ShellCommand): string =>
  [name, ...args.filter((arg) => /^[a-z][a-z.:-]*$/.test(arg)).slice(0, 2)].join(" ");

/** A dummy would break the container, the real value leaks. */
const baked = (row: Framework, { at, group }: { at: Instruction; group: VariableGroup }): ManualProposal =>
  manual("M2", `${row.title} writes ${group.id} into what this RUN makes`, { at });

/** The only mention is an assignment in front of a command of the framework. */
const onlyAssigns = (all: readonly ShellCommand[], commands: readonly ShellCommand[], group: VariableGroup): boolean =>
  all.every((one) => {
    const isNamed = group.names.some(
      (name) =>
        one.expands.has(name) || one.args.some((arg) => mentionsName(arg, name)) || assignmentsOf(one, name).length > 0,
    );
    if (!isNamed) return true;
    return commands.includes(one) && !one.args.some((arg) => group.names.some((name) => mentionsName(arg, name)));
  });

const assignmentsOf = ({ assignments }: ShellCommand, name: string) => assignments.filter((one) => one.name === name);

/** sudo and env -i start the command with another environment. */
const hidesEnvironment = (flat: string, { start, end }: ShellCommand): boolean =>
  /^(?:\w+=\S*\s+)*(?:sudo|env -i|su)\b/.test(flat.slice(start, end));

const build = (
  row: Framework,
  { file, context }: FixRequest,
  { group, found, others }: { group: VariableGroup; found: readonly FrameworkRun[]; others: readonly ShellCommand[] },
): Proposal | ManualProposal | undefined => {
  const name = group.envs[0] ?? group.id;
  const dummy = row.dummy(name, context);
  if (dummy === undefined || found[0] === undefined) return undefined;
  if (dummy === "baked") return baked(row, { at: found[0].at, group });
  for (const each of group.names) {
    const builder = builderUse(file, { declarations: group.declarations, name: each, except: group.declarations });
    if (builder) return builder;
  }
  const names = new Set(group.names);
  const titles = [...new Set(others.map(stepTitle))];
  const deleted = group.declarations.filter((one) => readPairs(one).every((pair) => names.has(pair.name)));
  const edits =
    dummy === "none"
      ? []
      : found.flatMap(({ commands }) => commands.map((one) => assign(file.flat, one, { names, dummy })));
  return {
    verdict: "auto+confirm",
    fix: "R8",
    edits: [...group.declarations.flatMap((one) => deletePairs(file, one, names)), ...edits],
    deleted,
    touched: [
      ...group.declarations.filter((one) => !deleted.includes(one)),
      ...(dummy === "none" ? [] : found.map((one) => one.at)),
    ],
    moved: [],
    droppedArgs: [group.id],
    ignore: [],
    notes: [
      ...(group.declarations.some((one) => one.keyword === "ARG") ? [dropBuildArg(group.id)] : []),
      ...(others.length > 0
        ? [`${name} is no longer set for ${titles.join(", ")}: if a step reads it, give it a value there too`]
        : []),
      `M1: ${row.title} needs the real ${name} when the container runs: pass it by -e, --env-file or a secret of the platform`,
      ...writtenNotes(group.declarations, group.names),
    ],
  };
};

/** In front of the command, or in place of the assignment that is there. */
const assign = (flat: string, command: ShellCommand, of: { names: ReadonlySet<string>; dummy: string }): Edit => {
  const own = command.assignments.find(({ name }) => of.names.has(name));
  const start = own ? flat.indexOf(own.text, command.start) : command.start;
  return own
    ? { start, end: start + own.text.length, replacement: of.dummy }
    : { start, end: start, replacement: `${of.dummy} ` };
};

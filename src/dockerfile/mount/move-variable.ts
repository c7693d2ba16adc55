import type { Edit } from "../edit.ts";
import { writtenNotes } from "../literal/written-value.ts";
import { deletePairs, readPairs } from "../parse/pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import {
  type FixId,
  type FixRequest,
  type ManualProposal,
  type MovedSecret,
  manual,
  type Proposal,
} from "../proposal.ts";
import { findCautions } from "../shell/hazard.ts";
import { isBundledName } from "../shell/known-tools.ts";
import { parseRun } from "../shell/shell.ts";
import { builderUse, reach } from "./builder-uses.ts";
import { filledTemplate } from "./filled-template.ts";
import { mountVariable } from "./mount-variable.ts";
import { type NamedUse, type PlannedRewrite, planRewrites } from "./plan-rewrites.ts";
import { chooseForm } from "./secret-form.ts";
import { isGuarded, type VariableUse, variableUses } from "./variable-uses.ts";

/** A variable to take out of the Dockerfile. */
export interface VariableMove {
  readonly fix: FixId;
  /** Secret id: the name that the build command knows. */
  readonly id: string;
  /** Names it has in RUNs: the ARG, and ENVs that copy it. */
  readonly names: readonly string[];
  readonly declarations: readonly Instruction[];
  /** Reasons why a person must confirm. */
  readonly confirm: readonly string[];
  /** The only RUNs that need it; by default those that are found to. */
  readonly runs?: readonly Instruction[];
  /** The stage is not part of the image: what a RUN keeps there does not ship. */
  readonly isInner?: true;
  /** Names that the container has too: one that no step is known to read is there for it. */
  readonly atRunTime?: readonly string[];
}

/** Said with every ARG that goes away. */
export const dropBuildArg = (name: string): string =>
  `drop --build-arg ${name} from every build command: provenance records it even without the ARG`;

/** Deletes the declarations and mounts the secret on each RUN that needs it. Undefined when no RUN does. */
export const moveVariable = (request: FixRequest, move: VariableMove): Proposal | ManualProposal | undefined => {
  const { file } = request;
  const named = withoutGuesses(move.names.map((name) => ({ name, uses: usesOf(request, move, name) })));
  if (named.every((one) => one.uses.length === 0) || named.some((one) => isForRunTime(move, one))) return undefined;
  const form = chooseForm(file, request.options);
  if (form === "none")
    return manual("M10", `the pinned syntax ${file.syntax} has no secret mounts`, { at: request.at });
  const refusal = refuse(request, move, named);
  if (refusal) return refusal;
  const uses = named.flatMap(({ name, uses }) => uses.map((use) => ({ name, use })));
  const rewrites = move.isInner ? [] : planRewrites(request, uses, (name) => reachedBy(file, move, name));
  if ("verdict" in rewrites) return rewrites;
  const isNeeded = (of: NamedUse): boolean => isRequired(file, move, of);
  const mounts = mountVariable(file, { id: move.id, form, uses, rewrites, isRequired: isNeeded });
  return "verdict" in mounts ? mounts : finish(move, { file, form, uses, rewrites, mounts });
};

const isForRunTime = ({ atRunTime = [] }: VariableMove, { name, uses }: NamedUses[number]): boolean =>
  atRunTime.includes(name) && uses.every((use) => use.how === "opaque");

/** When one of the names is known to be used, a step that only may read another is none of ours. */
const withoutGuesses = (named: NamedUses): NamedUses => {
  const isKnown = named.some(({ uses }) => uses.some((use) => use.how !== "opaque"));
  return isKnown ? named.map(({ name, uses }) => ({ name, uses: uses.filter((use) => use.how !== "opaque") })) : named;
};

const usesOf = ({ file, context }: FixRequest, move: VariableMove, name: string): readonly VariableUse[] => {
  if (move.runs) return move.runs.map((run) => ({ run, body: parseRun(file, run), how: "named" }));
  return variableUses(name, {
    file,
    context,
    runs: reachedBy(file, move, name).filter((one) => one.keyword === "RUN"),
    isSet: move.atRunTime?.length === 0,
  });
};

const reachedBy = (file: ParsedDockerfile, move: VariableMove, name: string): readonly Instruction[] => {
  const reached = new Set(move.declarations.filter((one) => declares(one, name)).flatMap((one) => reach(file, one)));
  return file.instructions.filter((one) => reached.has(one));
};

const declares = (at: Instruction, name: string): boolean => readPairs(at).some((pair) => pair.name === name);

type NamedUses = readonly { readonly name: string; readonly uses: readonly VariableUse[] }[];

const refuse = ({ file, context }: FixRequest, move: VariableMove, named: NamedUses): ManualProposal | undefined => {
  for (const { name, uses } of named) {
    if (isBundledName(name)) return manual("M2", `${name} is built into the files that the front end ships`);
    const builder = builderUse(file, { declarations: move.declarations, name, except: move.declarations });
    if (builder) return builder;
    const found = uses
      .map((use) => refuseRun(file, use) ?? (move.isInner ? undefined : filledTemplate(name, use, context)))
      .find(Boolean);
    if (found) return found;
  }
  return undefined;
};

const DUMPS = /(?:^|[;&|(]\s*|\s)(?:env|printenv|set|export -p|declare -[px]+)\s*(?:>|\|)/;

const refuseRun = (file: ParsedDockerfile, { run: at, body }: VariableUse): ManualProposal | undefined => {
  const text = flatText(file, { start: at.args.start, end: at.end });
  if (body.form === "opaque") return manual("M7", body.reason, { at });
  if (DUMPS.test(text)) return manual("M14", "the RUN prints its whole environment to a file or a pipe", { at });
  if (text.includes(`\${!`)) return manual("M14", "the RUN reads variables by computed names", { at });
  return undefined;
};

const isRequired = (file: ParsedDockerfile, move: VariableMove, of: NamedUse): boolean => {
  if (of.use.how === "opaque" || isGuarded(flatText(file, of.use.run), of.name)) return false;
  return move.declarations
    .filter((one) => one.keyword === "ARG")
    .every((one) => readPairs(one).every((pair) => !move.names.includes(pair.name) || pair.value === undefined));
};

interface Finished {
  readonly file: ParsedDockerfile;
  readonly form: "env" | "file";
  readonly uses: readonly NamedUse[];
  readonly rewrites: readonly PlannedRewrite[];
  readonly mounts: { readonly edits: readonly Edit[]; readonly runs: readonly Instruction[] };
}

const finish = (move: VariableMove, { file, form, uses, rewrites, mounts }: Finished): Proposal => {
  const undeclared = move.declarations.filter((at) => readPairs(at).every((pair) => move.names.includes(pair.name)));
  const gone = [...new Set([...undeclared, ...rewrites.flatMap((one) => one.deleted)])];
  const confirm = [
    ...move.confirm,
    ...rewrites.flatMap((one) => one.confirm),
    ...cautions(uses, rewrites),
    ...opaqueNote(
      move,
      uses.map(({ use }) => use),
    ),
    ...defaultNote(move),
  ];
  const touched = [...move.declarations, ...rewrites.flatMap((one) => one.touched), ...mounts.runs];
  const takesArgument = move.declarations.some((one) => one.keyword === "ARG");
  const instead = rewrites.flatMap((one) => one.instead ?? []);
  const own: MovedSecret = { id: move.id, form, source: move.id, buildFlag: `--secret id=${move.id},env=${move.id}` };
  return {
    verdict: confirm.length > 0 ? "auto+confirm" : "auto",
    fix: rewrites.find((one) => one.fix !== undefined)?.fix ?? move.fix,
    edits: [
      ...move.declarations.flatMap((at) => deletePairs(file, at, new Set(move.names))),
      // A mount may put a line in front of the body, and a rewrite words in front of its first command.
      ...mounts.edits,
      ...rewrites.flatMap((one) => one.edits),
    ],
    deleted: gone,
    touched: [...new Set(touched)].filter((at) => !gone.includes(at)),
    moved: [...instead, ...(mounts.runs.length > 0 ? [own] : [])],
    ...(takesArgument ? { droppedArgs: [move.id] } : {}),
    ignore: [],
    notes: [
      ...(takesArgument ? [dropBuildArg(move.id)] : []),
      ...new Set(confirm),
      ...writtenNotes(move.declarations, move.names),
    ],
  };
};

/** A RUN that a rewrite freed of the value has none. */
const cautions = (uses: readonly NamedUse[], rewrites: readonly PlannedRewrite[]): readonly string[] => {
  const freed = rewrites.filter((one) => one.isFree).map((one) => one.of.use);
  return uses
    .filter(({ use }) => !freed.includes(use))
    .flatMap(({ name, use: { body } }) => (body.form === "opaque" ? [] : findCautions(body.script, name)));
};

const opaqueNote = (move: VariableMove, uses: readonly VariableUse[]): string[] =>
  uses.some((use) => use.how === "opaque")
    ? [`no step names ${move.id}; the mount is on the steps that may read it, optional`]
    : [];

/** A default in the Dockerfile is gone after the move. */
const defaultNote = (move: VariableMove): string[] => {
  const values = move.declarations.filter((at) => at.keyword === "ARG").flatMap((at) => readPairs(at));
  return values.some((pair) => move.names.includes(pair.name) && pair.value)
    ? [`the default value of ${move.id} goes away; a build without the secret now sees an empty value`]
    : [];
};

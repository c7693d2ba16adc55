import { builderUse, reach } from "./builder-uses.ts";
import type { Edit } from "./edit.ts";
import { findCautions, findHazard } from "./hazard.ts";
import { isBundledName } from "./known-tools.ts";
import { mountEdits } from "./mount.ts";
import { deletePairs, readPairs } from "./pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "./parsed-dockerfile.ts";
import { type FixId, type FixRequest, type ManualProposal, manual, type Proposal } from "./proposal.ts";
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
}

/** Said with every ARG that goes away. */
export const dropBuildArg = (name: string): string =>
  `drop --build-arg ${name} from every build command: provenance records it even without the ARG`;

/** Deletes the declarations and mounts the secret on each RUN that needs it. Undefined when no RUN does. */
export const moveVariable = (request: FixRequest, move: VariableMove): Proposal | ManualProposal | undefined => {
  const { file } = request;
  const uses = withoutGuesses(move.names.map((name) => ({ name, uses: usesOf(request, move, name) })));
  if (uses.every((one) => one.uses.length === 0)) return undefined;
  const form = chooseForm(file, request.options);
  if (form === "none")
    return manual("M10", `the pinned syntax ${file.syntax} has no secret mounts`, { at: request.at });
  const refusal = refuse(file, move, uses);
  if (refusal) return refusal;
  const edits: Edit[] = move.declarations.flatMap((at) => deletePairs(file, at, new Set(move.names)));
  for (const { name, use } of uses.flatMap((one) => one.uses.map((use) => ({ name: one.name, use })))) {
    const mount = { id: move.id, env: name, form, required: isRequired(file, move, { name, use }) };
    const added = mountEdits(file, { at: use.run, body: use.body }, mount);
    if ("verdict" in added) return added;
    edits.push(...added);
  }
  return finish(move, { edits, form, uses: uses.flatMap((one) => one.uses) });
};

/** When one of the names is known to be used, a step that only may read another is none of ours. */
const withoutGuesses = (named: NamedUses): NamedUses => {
  const isKnown = named.some(({ uses }) => uses.some((use) => use.how !== "opaque"));
  return isKnown ? named.map(({ name, uses }) => ({ name, uses: uses.filter((use) => use.how !== "opaque") })) : named;
};

const usesOf = ({ file, context }: FixRequest, move: VariableMove, name: string): readonly VariableUse[] => {
  const reached = new Set(move.declarations.filter((one) => declares(one, name)).flatMap((one) => reach(file, one)));
  const runs = file.instructions.filter((one) => one.keyword === "RUN" && reached.has(one));
  return variableUses(name, { file, context, runs });
};

const declares = (at: Instruction, name: string): boolean => readPairs(at).some((pair) => pair.name === name);

type NamedUses = readonly { readonly name: string; readonly uses: readonly VariableUse[] }[];

const refuse = (file: ParsedDockerfile, move: VariableMove, named: NamedUses): ManualProposal | undefined => {
  for (const { name, uses } of named) {
    if (isBundledName(name)) return manual("M2", `${name} is built into the files that the front end ships`);
    const builder = builderUse(file, { declarations: move.declarations, name, except: move.declarations });
    if (builder) return builder;
    for (const { run, body, how } of uses) {
      const found = refuseRun(file, { run, body, how }, name);
      if (found) return found;
    }
  }
  return undefined;
};

const DUMPS = /(?:^|[;&|(]\s*|\s)(?:env|printenv|set|export -p|declare -[px]+)\s*(?:>|\|)/;

const refuseRun = (file: ParsedDockerfile, use: VariableUse, name: string): ManualProposal | undefined => {
  const { run: at, body } = use;
  const text = flatText(file, { start: at.args.start, end: at.end });
  if (body.form === "opaque") return manual("M7", body.reason, { at });
  if (DUMPS.test(text)) return manual("M14", "the RUN prints its whole environment to a file or a pipe", { at });
  if (text.includes(`\${!`)) return manual("M14", "the RUN reads variables by computed names", { at });
  const hazard = findHazard(body.script, name);
  return hazard && manual(hazard.code, hazard.reason, { at });
};

const isRequired = (file: ParsedDockerfile, move: VariableMove, of: { name: string; use: VariableUse }): boolean => {
  if (of.use.how === "opaque" || isGuarded(flatText(file, of.use.run), of.name)) return false;
  return move.declarations
    .filter((one) => one.keyword === "ARG")
    .every((one) => readPairs(one).every((pair) => !move.names.includes(pair.name) || pair.value === undefined));
};

const finish = (
  move: VariableMove,
  { edits, form, uses }: { edits: readonly Edit[]; form: "env" | "file"; uses: readonly VariableUse[] },
): Proposal => {
  const gone = move.declarations.filter((at) => readPairs(at).every((pair) => move.names.includes(pair.name)));
  const scripts = uses.flatMap(({ body }) => (body.form === "opaque" ? [] : [body.script]));
  const cautions = move.names.flatMap((name) => scripts.flatMap((script) => findCautions(script, name)));
  const confirm = [...move.confirm, ...cautions, ...opaqueNote(move, uses), ...defaultNote(move)];
  return {
    verdict: confirm.length > 0 ? "auto+confirm" : "auto",
    fix: move.fix,
    edits,
    deleted: gone,
    touched: [...move.declarations.filter((at) => !gone.includes(at)), ...uses.map((use) => use.run)],
    moved: [{ id: move.id, form, source: move.id, buildFlag: `--secret id=${move.id},env=${move.id}` }],
    ignore: [],
    notes: [dropBuildArg(move.id), ...new Set(confirm)],
  };
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

import type { Edit } from "../edit.ts";
import { deletePairs, readPairs } from "../parse/pairs.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { type FixId, type FixRequest, type ManualProposal, manual, type Proposal } from "../proposal.ts";
import { advance, compose, composed } from "../stage/compose.ts";
import { builderUse, reach } from "./builder-uses.ts";
import { exportEdit } from "./mount.ts";
import { dropBuildArg, moveVariable } from "./move-variable.ts";
import { isSecretName } from "./secret-name.ts";
import { aliasOf } from "./variable-group.ts";
import { type VariableUse, variableUses } from "./variable-uses.ts";

/** A variable whose text is written around a build argument that holds the secret: `https://ci:${TOKEN}@host/simple`. */
export interface ComposedVariable {
  readonly fix: FixId;
  readonly name: string;
  readonly declarations: readonly Instruction[];
  readonly confirm: readonly string[];
  /** A build argument in it that is known to be the secret, whatever it is called. */
  readonly secret?: string | undefined;
}

/** Only the argument becomes a secret; the steps make the text of it, as the builder did. Undefined for any other variable. */
export const moveComposed = (request: FixRequest, of: ComposedVariable): Proposal | ManualProposal | undefined => {
  const { file, context } = request;
  const values = of.declarations.flatMap((at) =>
    readPairs(at).flatMap(({ name, value }) => (name === of.name && value !== undefined ? [{ at, value }] : [])),
  );
  const [only] = values;
  // An ENV with no more than the value of an argument is another name of it.
  if (only?.at.keyword === "ENV" && aliasOf(only.value) !== undefined) return undefined;
  const given = [...new Set(values.flatMap(({ value }) => givenParts(request, value)))];
  if (only === undefined || given.length === 0) return undefined;
  const parts = given.filter((name) => name === of.secret || isSecretName(name));
  // Which of them is secret nobody can tell; the text must not go with the ARG.
  if (parts.length === 0 && only.at.keyword === "ENV") return undefined;
  const runs = file.instructions.filter((one) => one.keyword === "RUN" && reach(file, only.at).includes(one));
  const uses = variableUses(of.name, { file, context, runs });
  if (uses.length === 0) return undefined;
  const refusal =
    builderUse(file, { declarations: of.declarations, name: of.name, except: of.declarations }) ??
    refuse(request, { of, only, parts, uses }) ??
    (parts.length === 0 ? manual("M15", `${of.name} is built from $${given.join(" and $")}`, only) : undefined);
  return refusal ?? build(request, { of, only, parts, uses });
};

interface Composed {
  readonly of: ComposedVariable;
  readonly only: { readonly at: Instruction; readonly value: string };
  readonly parts: readonly string[];
  readonly uses: readonly VariableUse[];
}

/** Names of build arguments in the text that no default of the Dockerfile stands for. */
const givenParts = ({ file }: FixRequest, value: string): readonly string[] =>
  [...value.matchAll(/(?<!\\)\$\{?(\w+)/g)]
    .flatMap(([, name]) => name ?? [])
    .filter((name) =>
      file.instructions.some(
        (one) => one.keyword === "ARG" && readPairs(one).some((pair) => pair.name === name && !pair.value),
      ),
    );

/** What reads the same between double quotes of a shell, with nothing in it but plain expansions. */
const PLAIN = /^(?:\\"|[\w.:/@%+=,~?&#;|*()<>[\]{}"' -]|\$\w+|\$\{\w+\})*$/;

const refuse = ({ file }: FixRequest, { of, only, parts, uses }: Composed): ManualProposal | undefined => {
  const { at } = only;
  const refused = manual("M15", `${of.name} is built from $${parts.join(" and $")}`, { at });
  if (of.declarations.length !== 1 || at.stage < 0 || !PLAIN.test(only.value)) return refused;
  const sets = (one: Instruction, name: string): boolean =>
    /^(?:ARG|ENV)$/.test(one.keyword) && readPairs(one).some((pair) => pair.name === name);
  const isSetBefore = (name: string): boolean =>
    file.instructions.some((one) => one.index < at.index && one.stage === at.stage && sets(one, name));
  const isSetAgain = (name: string): boolean => reach(file, at).some((one) => sets(one, name));
  const named = [...only.value.matchAll(/\$\{?(\w+)/g)].flatMap(([, name]) => name ?? []);
  if (named.some(isSetAgain) || !parts.every(isSetBefore)) return refused;
  const unfit = uses.find(({ how, body }) => how === "opaque" || body.form === "json" || body.form === "opaque");
  return unfit ? { ...refused, at: unfit.run } : undefined;
};

const build = (request: FixRequest, { of, only, parts, uses }: Composed): Proposal | ManualProposal => {
  const { file } = request;
  const names = new Set([of.name]);
  const isGone = readPairs(only.at).every((pair) => names.has(pair.name));
  const edits: Edit[] = [
    ...deletePairs(file, only.at, names),
    ...uses.flatMap((use) => exportEdit(file, use, { name: of.name, value: only.value.replace(/\\?"/g, '\\"') }) ?? []),
  ];
  const touched = [...uses.map(({ run }) => run), ...(isGone ? [] : [only.at])];
  let state = advance(compose(file), { edits, deleted: isGone ? [only.at] : [], touched });
  const failed = manual("M15", `${of.name} is built from $${parts.join(" and $")}`, { at: only.at });
  const moves: Proposal[] = [];
  for (const name of parts) {
    const declarations = (state?.file.instructions ?? []).filter(
      (one) => one.keyword === "ARG" && readPairs(one).some((pair) => pair.name === name),
    );
    const [at] = declarations;
    if (state === undefined || at === undefined) return failed;
    const part = { ...request, file: state.file, at, leak: { ...request.leak, name } };
    const moved = moveVariable(part, { fix: of.fix, id: name, names: [name], declarations, confirm: [] });
    if (moved === undefined) return failed;
    if (moved.verdict === "manual") {
      const { at: _new, ...step } = moved;
      const old = moved.at && state.origin[moved.at.index];
      return { ...step, ...(old ? { at: old } : {}) };
    }
    moves.push(moved);
    state = advance(state, moved);
  }
  return state === undefined ? failed : finish({ of, only, parts, uses }, { moves, change: composed(state) });
};

const finish = (
  { of, only, parts }: Composed,
  { moves, change }: { readonly moves: readonly Proposal[]; readonly change: ReturnType<typeof composed> },
): Proposal => {
  const isArgument = only.at.keyword === "ARG";
  return {
    verdict: "auto+confirm",
    fix: of.fix,
    edits: change.edits,
    deleted: change.deleted,
    touched: change.touched,
    moved: moves.flatMap(({ moved }) => moved),
    droppedArgs: [...(isArgument ? [of.name] : []), ...parts],
    ignore: [],
    notes: [
      ...(isArgument ? [dropBuildArg(of.name)] : []),
      ...of.confirm,
      `the steps that use ${of.name} make it of ${parts.join(" and ")}, as the builder did`,
      ...new Set(moves.flatMap(({ notes }) => notes)),
    ],
  };
};

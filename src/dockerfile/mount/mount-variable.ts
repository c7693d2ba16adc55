import type { Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { ManualProposal } from "../proposal.ts";
import { parseRun } from "../shell/shell.ts";
import { mountEdits } from "./mount.ts";
import type { NamedUse, PlannedRewrite } from "./plan-rewrites.ts";

export interface VariableMounts {
  readonly id: string;
  readonly form: "env" | "file";
  readonly uses: readonly NamedUse[];
  readonly rewrites: readonly PlannedRewrite[];
  readonly isRequired: (use: NamedUse) => boolean;
}

/** The mounts of a variable: on the RUNs that need it, and on those that a rewrite makes need it; each RUN once a name. */
export const mountVariable = (
  file: ParsedDockerfile,
  { id, form, uses, rewrites, isRequired }: VariableMounts,
): { readonly edits: readonly Edit[]; readonly runs: readonly Instruction[] } | ManualProposal => {
  const gone = new Set(rewrites.flatMap((one) => one.deleted));
  const edits: Edit[] = [];
  const runs: Instruction[] = [];
  for (const { named, env, origin = named } of wanted(file, { uses, rewrites })) {
    if (gone.has(named.use.run)) continue;
    const mount = { id, env, form, required: isRequired(named) && isRequired(origin) };
    const made = mountEdits(file, { at: named.use.run, body: named.use.body }, mount);
    if ("verdict" in made) return made;
    edits.push(...made);
    runs.push(named.use.run);
  }
  return { edits, runs };
};

interface Wanted {
  readonly named: NamedUse;
  readonly env: string;
  /** The use that was rewritten: where it did without the value, so do these. */
  readonly origin?: NamedUse;
}

const wanted = (
  file: ParsedDockerfile,
  { uses, rewrites }: Pick<VariableMounts, "uses" | "rewrites">,
): readonly Wanted[] => {
  const free = new Set(rewrites.flatMap(({ isFree, of, freed = [] }) => (isFree ? [of.use.run, ...freed] : freed)));
  const own = uses.filter(({ use }) => !free.has(use.run)).map((named): Wanted => ({ named, env: named.name }));
  const added = rewrites.flatMap(({ users, of }) =>
    users.map(({ at, env = of.name, isGuess = false }) => ({
      named: {
        name: of.name,
        use: { run: at, body: parseRun(file, at), how: isGuess ? "opaque" : of.use.how },
      } as const,
      env,
      origin: of,
    })),
  );
  // Who reads the variable by its own name is a guess; a rewrite knows who needs it.
  const told = new Set(rewrites.filter((one) => one.users.length > 0).map((one) => one.of.name));
  const isTold = ({ name, use }: NamedUse): boolean => use.how === "tool" && told.has(name);
  const all = [...own.filter(({ named }) => !isTold(named)), ...added];
  return [...new Map(all.map((one) => [`${one.named.use.run.index} ${one.env}`, one])).values()];
};

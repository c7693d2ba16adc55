import { unifiedDiff } from "../../dockerfile/diff.ts";
import type { FixResult } from "../../dockerfile/fix.ts";
import type { Leak } from "../../dockerfile/leak.ts";
import { maskDiff } from "../../dockerfile/mask/mask-diff.ts";
import { passedValues } from "../../dockerfile/mask/passed-values.ts";
import type { RepositoryFix, TreeChange } from "./repository-fix.ts";

/** Values that the engine finds in the text of a file. To mask with, never to print. */
export type FindValues = (text: string, path: string) => readonly string[];

/** Diffs of one tree as a person may see them: a value that is known in one of its files is masked in all of them. */
export const diffsToShow = (fix: RepositoryFix, find: FindValues): ((change: Changed) => string) => {
  const results = fix.dockerfiles.map(({ result }) => result);
  const leaks = results.flatMap(leaksOf);
  const names = [
    ...new Set(results.flatMap(({ droppedArgs, secretsMoved }) => [...droppedArgs, ...variables(secretsMoved)])),
  ];
  const values = [...new Set(fix.changes.flatMap((change) => valuesIn(change, { names, find })))];
  return ({ path, before, after, kind }) => {
    const own = results.find((one) => one.path === path);
    return maskDiff(unifiedDiff(path, before, after), {
      leaks: own === undefined ? leaks : leaksOf(own),
      before: kind === "dockerfile" ? (before ?? "") : "",
      names: kind === "build" ? names : [],
      values,
    });
  };
};

/** What a file secret is given by is a path, and no value. */
const variables = (moved: FixResult["secretsMoved"]): readonly string[] =>
  moved.flatMap(({ id, buildFlag }) => (/,env=/.test(buildFlag) ? [id] : []));

type Changed = Pick<TreeChange, "path" | "before" | "after" | "kind">;

const valuesIn = (
  { path, before = "", kind }: TreeChange,
  { names, find }: { readonly names: readonly string[]; readonly find: FindValues },
): readonly string[] => [...find(before, path), ...(kind === "build" ? passedValues(before, names) : [])];

const leaksOf = ({ proposals, manual }: FixResult): readonly Leak[] => [
  ...proposals.flatMap(({ leaks }) => leaks),
  ...manual.map(({ leak }) => leak),
];

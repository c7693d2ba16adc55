import { unifiedDiff } from "../../dockerfile/diff.ts";
import type { FixResult } from "../../dockerfile/fix.ts";
import type { Leak } from "../../dockerfile/leak.ts";
import { type FoundIn, type FoundValue, spansByLine, valuesIn, valuesOf } from "../../dockerfile/mask/found-values.ts";
import { maskDiff } from "../../dockerfile/mask/mask-diff.ts";
import { maskKnown } from "../../dockerfile/mask/mask-text.ts";
import { passedValues } from "../../dockerfile/mask/passed-values.ts";
import type { RepositoryFix, TreeChange } from "./repository-fix.ts";

/** What the engine finds in the text of a file. To mask with, never to print. */
export type FindValues = (text: string, path: string) => readonly FoundValue[];

/** The diff of a change, masked. */
export type ShowDiff = (change: Changed) => string;

/** A tree as a person may see it. */
interface ShownFix {
  /** The words of it hold no value; its texts are whole. */
  readonly fix: RepositoryFix;
  readonly show: ShowDiff;
}

/** A value that is known in one file of a tree is masked in all of them, and in what is said of them. */
export const shownFix = (fix: RepositoryFix, find: FindValues): ShownFix => {
  const results = fix.dockerfiles.map(({ result }) => result);
  const leaks = results.flatMap(leaksOf);
  const names = [
    ...new Set(results.flatMap(({ droppedArgs, secretsMoved }) => [...droppedArgs, ...variables(secretsMoved)])),
  ];
  const found = foundInTree(fix, { find, names });
  const passed = fix.changes.flatMap(({ before = "", kind }) => (kind === "build" ? passedValues(before, names) : []));
  const values = [...new Set([...valuesOf(found), ...passed])];
  const spans = spansByLine(found);
  const show: ShowDiff = ({ path, before, after, kind }) => {
    const own = results.find((one) => one.path === path);
    return maskDiff(unifiedDiff(path, before, after), {
      leaks: own === undefined ? leaks : leaksOf(own),
      before: kind === "dockerfile" ? (before ?? "") : "",
      names: kind === "build" ? names : [],
      values,
      spans,
    });
  };
  return { fix: withoutValues(fix, (text) => maskKnown(text, values)), show };
};

type MaskText = (text: string) => string;

const withoutValues = (fix: RepositoryFix, mask: MaskText): RepositoryFix => ({
  ...fix,
  dockerfiles: fix.dockerfiles.map((one) => ({
    ...one,
    result: {
      ...one.result,
      proposals: one.result.proposals.map((proposal) => ({ ...proposal, notes: proposal.notes.map(mask) })),
      manual: one.result.manual.map((step) => maskedStep(step, mask)),
    },
  })),
  changes: fix.changes.map((change) => ({ ...change, notes: change.notes.map(mask) })),
  steps: fix.steps.map((step) => maskedStep(step, mask)),
});

const maskedStep = <Step extends { readonly reason: string; readonly sketch?: string }>(
  step: Step,
  mask: MaskText,
): Step => ({
  ...step,
  reason: mask(step.reason),
  ...(step.sketch === undefined ? {} : { sketch: mask(step.sketch) }),
});

/** In every text that a diff may show a line of. */
const foundInTree = (
  { dockerfiles, changes }: RepositoryFix,
  { find, names }: { readonly find: FindValues; readonly names: readonly string[] },
): FoundIn => {
  const texts = [
    ...dockerfiles.flatMap(({ result: { path, before, patchedText } }) => [
      { path, text: before },
      { path, text: patchedText },
    ]),
    ...changes.flatMap(({ path, before = "", after }) => [
      { path, text: before },
      { path, text: after },
    ]),
  ];
  const known = new Map(texts.map(({ path, text }) => [`${path}\n${text}`, { path, text }]));
  // What stands beside a name in a list is the next name, as often as a value.
  const isValue = (text: string, { span }: FoundValue): boolean => !names.includes(text.slice(span.start, span.end));
  return [...known.values()].map(
    ({ path, text }) => [text, valuesIn(text, find(text, path)).filter((one) => isValue(text, one))] as const,
  );
};

/** What a file secret is given by is a path, and no value. */
const variables = (moved: FixResult["secretsMoved"]): readonly string[] =>
  moved.flatMap(({ id, buildFlag }) => (/,env=/.test(buildFlag) ? [id] : []));

type Changed = Pick<TreeChange, "path" | "before" | "after" | "kind">;

const leaksOf = ({ proposals, manual }: FixResult): readonly Leak[] => [
  ...proposals.flatMap(({ leaks }) => leaks),
  ...manual.map(({ leak }) => leak),
];

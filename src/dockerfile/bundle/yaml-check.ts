import { isMap, isScalar, isSeq } from "yaml";
import type { Span } from "../../domain/finding.ts";
import { applyEdits, type Edit } from "../edit.ts";
import { keyOf, parseYaml, rangeOf } from "./yaml-text.ts";

/**
 * Reads the edited file again: it must parse, and every value that no edit reaches must be there under its keys as it
 * was, with nothing new between them. Undefined when all of that holds.
 */
export const checkYaml = (before: string, edits: readonly Edit[]): string | undefined => {
  const after = applyEdits(before, edits);
  const [old, now] = [parseYaml(before), after === undefined ? undefined : parseYaml(after)];
  if (old === undefined) return "it does not parse";
  if (now === undefined) return "the result would not parse";
  const [was, is] = [old.flatMap((one) => valuesOf(one, "")), now.flatMap((one) => valuesOf(one, ""))];
  const kept = was.filter((one) => !edits.some((edit) => touches(edit, one)));
  const fresh = placed(edits);
  const untouched = is.filter((one) => !fresh.some((edit) => touches(edit, one)));
  return isPart(kept, is) && isPart(untouched, was) ? undefined : "an edit would reach what it must not touch";
};

interface Value extends Span {
  /** Keys and the value. */
  readonly text: string;
}

const valuesOf = (node: unknown, path: string): readonly Value[] => {
  if (isMap(node)) return node.items.flatMap((pair) => valuesOf(pair.value ?? pair.key, `${path}/${keyOf(pair)}`));
  if (isSeq(node)) return node.items.flatMap((item) => valuesOf(item, `${path}/-`));
  const range = rangeOf(node) ?? { start: 0, end: 0 };
  return [{ ...range, text: `${path}=${isScalar(node) ? String(node.value) : "*"}` }];
};

const touches = (edit: Span, value: Span): boolean =>
  edit.start <= value.end && edit.end >= value.start && !(value.start === value.end && edit.start === edit.end);

/** Where the replacements stand in the result. */
const placed = (edits: readonly Edit[]): readonly Span[] => {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => {
      const start = edit.start + shift;
      shift += edit.replacement.length - (edit.end - edit.start);
      return { start, end: start + edit.replacement.length };
    });
};

/** All of `part` stands in `whole`, in this order. */
const isPart = (part: readonly Value[], whole: readonly Value[]): boolean => {
  let at = 0;
  for (const one of part) {
    while (at < whole.length && whole[at]?.text !== one.text) at += 1;
    if (at >= whole.length) return false;
    at += 1;
  }
  return true;
};

import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { Edit } from "../edit.ts";
import { type BakeArg, type BakeTarget, bakeNeeds, bakeSecret, bakeSteps } from "./bake-target.ts";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import type { ChangeRequest } from "./kinds.ts";
import { eolOf, lineStart } from "./lines.ts";
import { unreadable } from "./unreadable.ts";
import { removeItems } from "./yaml-edit.ts";
import { keyOf, pairOf, parseYaml, rangeOf } from "./yaml-text.ts";

export const isBakeJson = (path: string): boolean => /(?:^|\/)docker-bake(?:\.[\w-]+)?\.json$/.test(path);

/** JSON is YAML: its ranges are those of the file. */
export const changeBakeJson = (request: ChangeRequest): Changed => {
  const documents = parseYaml(request.text);
  if (documents === undefined) return unreadable(request);
  const [root] = documents;
  const targets = isMap(root) ? root.get("target") : undefined;
  if (!isMap(targets)) return NOTHING;
  const all = targets.items.flatMap((pair) => (isMap(pair.value) ? [readTarget(keyOf(pair), pair.value)] : []));
  return joinChanges(
    targets.items.flatMap((pair) => {
      const own = all.find((one) => one.name === keyOf(pair));
      return own && isMap(pair.value) ? [changeTarget(request, { own, all, node: pair.value })] : [];
    }),
  );
};

const readTarget = (name: string, node: YAMLMap): BakeTarget => {
  const inherits = node.get("inherits");
  const args = node.get("args");
  return {
    name,
    inherits: isSeq(inherits) ? inherits.items.map((item) => String(item)) : [],
    folder: stringOf(node, "context"),
    file: stringOf(node, "dockerfile"),
    args: isMap(args)
      ? args.items.map((pair) => ({
          name: keyOf(pair),
          expression: isScalar(pair.value) ? JSON.stringify(pair.value.value) : "",
          ...(rangeOf(pair.key) ?? { start: 0, end: 0 }),
        }))
      : [],
    secrets: listOf(node, "secret"),
    ssh: listOf(node, "ssh").length > 0,
    start: rangeOf(node)?.start ?? 0,
    end: rangeOf(node)?.end ?? 0,
  };
};

const stringOf = (node: YAMLMap, key: string): string | undefined => {
  const value = node.get(key);
  return typeof value === "string" ? value : undefined;
};

const listOf = (node: YAMLMap, key: string): readonly string[] => {
  const value = node.get(key);
  return isSeq(value) ? value.items.map((item) => (isMap(item) ? `id=${String(item.get("id"))}` : String(item))) : [];
};

interface Target {
  readonly own: BakeTarget;
  readonly all: readonly BakeTarget[];
  readonly node: YAMLMap;
}

const changeTarget = (request: ChangeRequest, { own, all, node }: Target): Partial<Changed> => {
  const found = bakeNeeds(request, own, all);
  const base = {
    builds: found.builds.map((built) => ({ path: built, tool: "bake" as const, at: own.start })),
    handled: found.handled,
  };
  if (found.kind !== "ours") return { ...base, steps: found.steps };
  const gone = found.gone;
  const edits = editTarget(request.text, node, {
    gone,
    secrets: found.secrets.map((one) => bakeSecret(one, own, gone)),
    ssh: found.ssh,
  });
  return {
    ...base,
    edits: edits ?? [],
    steps: bakeSteps(request, own, { gone, isEdited: edits !== undefined, secrets: found.secrets }),
  };
};

interface TargetEdit {
  readonly gone: readonly BakeArg[];
  readonly secrets: readonly string[];
  readonly ssh: boolean;
}

const editTarget = (text: string, node: YAMLMap, { gone, secrets, ssh }: TargetEdit): readonly Edit[] | undefined => {
  const args = pairOf(node, "args")?.value;
  const lists = [
    ...(secrets.length > 0 ? [["secret", secrets] as const] : []),
    ...(ssh ? [["ssh", ["default"]] as const] : []),
  ];
  const fresh = lists.filter(([key]) => !isSeq(pairOf(node, key)?.value));
  const grown = lists
    .filter(([key]) => isSeq(pairOf(node, key)?.value))
    .flatMap(([key, words]) => appendTo(pairOf(node, key)?.value, words));
  const removed =
    isMap(args) && gone.length > 0 ? dropArgs(text, node, { args, gone, fresh }) : addPairs(text, node, fresh);
  return removed && [...removed, ...grown];
};

type Lists = readonly (readonly [key: string, words: readonly string[]])[];

const dropArgs = (
  text: string,
  node: YAMLMap,
  { args, gone, fresh }: { readonly args: YAMLMap; readonly gone: readonly BakeArg[]; readonly fresh: Lists },
): readonly Edit[] | undefined => {
  const indexes = args.items.flatMap((pair, index) => (gone.some((one) => one.name === keyOf(pair)) ? [index] : []));
  if (indexes.length < args.items.length) {
    const removed = removeItems(text, args, indexes);
    const added = addPairs(text, node, fresh);
    return removed && added && [...removed, ...added];
  }
  const at = node.items.findIndex((pair) => keyOf(pair) === "args");
  const [key, value] = [rangeOf(node.items[at]?.key), rangeOf(args)];
  if (key === undefined || value === undefined) return undefined;
  if (fresh.length === 0) return node.items.length > 1 ? removeItems(text, node, [at]) : undefined;
  return [{ start: key.start, end: value.end, replacement: pairTexts(fresh).join(`,${gapBefore(text, key.start)}`) }];
};

const pairTexts = (lists: Lists): readonly string[] =>
  lists.map(([key, words]) => `${JSON.stringify(key)}: [${words.map((word) => JSON.stringify(word)).join(", ")}]`);

/** What separates pairs: a new line with the indent, or a blank. */
const gapBefore = (text: string, start: number): string =>
  /^[ \t]*$/.test(text.slice(lineStart(text, start), start))
    ? eolOf(text) + text.slice(lineStart(text, start), start)
    : " ";

const addPairs = (text: string, node: YAMLMap, lists: Lists): readonly Edit[] | undefined => {
  if (lists.length === 0) return [];
  const [first, last] = [node.items[0], node.items.at(-1)];
  const [start, end] = [rangeOf(first?.key)?.start, rangeOf(last?.value)?.end];
  if (start === undefined || end === undefined) return undefined;
  return [
    {
      start: end,
      end,
      replacement: pairTexts(lists)
        .map((pair) => `,${gapBefore(text, start)}${pair}`)
        .join(""),
    },
  ];
};

const appendTo = (node: unknown, words: readonly string[]): readonly Edit[] => {
  const range = rangeOf(node);
  if (!isSeq(node) || range === undefined) return [];
  const end = rangeOf(node.items.at(-1))?.end;
  const text = words.map((word) => JSON.stringify(word)).join(", ");
  const at = end ?? range.start + 1;
  return [{ start: at, end: at, replacement: end === undefined ? text : `, ${text}` }];
};

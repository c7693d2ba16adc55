import type { Edit } from "../edit.ts";
import { deleteLines } from "../edit.ts";
import { type BakeArg, bakeNeeds, bakeSecret, bakeSteps } from "./bake-target.ts";
import { type Changed, joinChanges } from "./changed.ts";
import { type HclAttribute, type HclTarget, readHcl } from "./hcl.ts";
import type { ChangeRequest } from "./kinds.ts";
import { eolOf, indentAt, lineEnd, lineStart } from "./lines.ts";
import { unreadable } from "./unreadable.ts";

export const isBakeHcl = (path: string): boolean =>
  /(?:^|\/)(?:docker-bake|[\w-]+\.bake|bake)(?:\.[\w-]+)?\.hcl$/.test(path);

/** `args` of targets become `secret`. */
export const changeBakeHcl = (request: ChangeRequest): Changed => {
  const targets = readHcl(request.text);
  if (targets === undefined) return unreadable(request);
  return joinChanges(targets.map((own) => changeTarget(request, own, targets)));
};

const changeTarget = (request: ChangeRequest, own: HclTarget, all: readonly HclTarget[]): Partial<Changed> => {
  const found = bakeNeeds(request, own, all);
  const base = {
    builds: found.builds.map((built) => ({ path: built, tool: "bake" as const, at: own.start })),
    handled: found.handled,
  };
  if (found.kind !== "ours") return { ...base, steps: found.steps };
  const { gone, secrets, ssh } = found;
  const lists: Lists = [
    ...(secrets.length > 0 ? [["secret", secrets.map((one) => bakeSecret(one, own, gone))] as const] : []),
    ...(ssh ? [["ssh", ["default"]] as const] : []),
  ];
  const edits = editTarget(request.text, own, { gone, lists });
  return {
    ...base,
    edits: edits ?? [],
    steps: bakeSteps(request, own, { gone, secrets, isEdited: edits !== undefined }),
  };
};

type Lists = readonly (readonly [key: string, words: readonly string[]])[];

const editTarget = (
  text: string,
  own: HclTarget,
  { gone, lists }: { readonly gone: readonly BakeArg[]; readonly lists: Lists },
): readonly Edit[] | undefined => {
  const removed = gone.length > 0 ? removeArgs(text, own, gone) : [];
  const grown = lists.map(([key, words]) => growList(text, own, { key, words }));
  if (removed === undefined || grown.some((one) => one === undefined)) return undefined;
  return [...removed, ...grown.flatMap((one) => one ?? [])];
};

const removeArgs = (text: string, own: HclTarget, gone: readonly BakeArg[]): readonly Edit[] | undefined => {
  const args = own.attributes.find((one) => one.name === "args");
  if (args === undefined) return undefined;
  if (gone.length === own.args.length) return isAlone(text, args) ? [deleteLines(text, args)] : undefined;
  if (gone.every((one) => isAlone(text, one))) return gone.map((one) => deleteLines(text, one));
  return removeInline(own.args, gone);
};

/** `{ A = 1, B = 2 }` on one line. */
const removeInline = (all: readonly BakeArg[], gone: readonly BakeArg[]): readonly Edit[] | undefined => {
  const stays = all.filter((one) => !gone.includes(one));
  return gone.map((one) => {
    const index = all.indexOf(one);
    const next = all[index + 1];
    if (next) return { start: one.start, end: next.start, replacement: "" };
    const last = stays.at(-1);
    const from = all[index - 1] === last ? (last?.end ?? one.start) : one.start;
    return { start: from, end: one.end, replacement: "" };
  });
};

/** Nothing else stands on its lines, a comment after it aside. */
const isAlone = (text: string, span: { readonly start: number; readonly end: number }): boolean =>
  /^[ \t]*$/.test(text.slice(lineStart(text, span.start), span.start)) &&
  /^[ \t]*,?[ \t]*(?:(?:#|\/\/).*)?\r?$/.test(text.slice(span.end, lineEnd(text, span.end)));

const growList = (
  text: string,
  own: HclTarget,
  { key, words }: { readonly key: string; readonly words: readonly string[] },
): readonly Edit[] | undefined => {
  const quoted = words.map((word) => JSON.stringify(word)).join(", ");
  const existing = own.attributes.find((one) => one.name === key);
  if (existing) return growExisting(text, existing, quoted);
  const after = own.attributes.find((one) => one.name === "args") ?? own.attributes.at(-1);
  if (after === undefined || !isAlone(text, after)) return undefined;
  const end = lineEnd(text, after.end);
  const line = `${indentAt(text, after.start)}${key} = [${quoted}]`;
  return end >= text.length ? undefined : [{ start: end + 1, end: end + 1, replacement: line + eolOf(text) }];
};

const growExisting = (text: string, { valueStart, end }: HclAttribute, quoted: string): readonly Edit[] | undefined => {
  const value = text.slice(valueStart, end);
  if (!value.startsWith("[") || !value.endsWith("]") || /[#]|\/\//.test(value)) return undefined;
  const inner = value.slice(1, -1).trimEnd();
  const at = valueStart + 1 + inner.length;
  const isEmpty = inner.trim() === "";
  return [{ start: at, end: at, replacement: isEmpty ? quoted : `${inner.endsWith(",") ? " " : ", "}${quoted}` }];
};

import { isMap, isScalar } from "yaml";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import { maskEscapes } from "./host-text.ts";
import type { ChangeRequest } from "./kinds.ts";
import { startIn } from "./script-state.ts";
import { unreadable } from "./unreadable.ts";
import { parseYaml, rangeOf } from "./yaml-text.ts";

export const isPackageJson = (path: string): boolean =>
  /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path);

/** Scripts run in the folder of the file. */
export const changePackageJson = (request: ChangeRequest): Changed => {
  const { path, text, needs, context } = request;
  if (!/\bbuild\b|\bbud\b/.test(text)) return NOTHING;
  const documents = parseYaml(text);
  if (documents === undefined) return unreadable(request);
  const [root] = documents;
  const scripts = isMap(root) ? root.get("scripts") : undefined;
  if (!isMap(scripts)) return NOTHING;
  const scriptFolder = path.slice(0, path.lastIndexOf("/") + 1);
  const state = startIn([scriptFolder]);
  return joinChanges(
    scripts.items.flatMap((pair) => {
      const range = isScalar(pair.value) && typeof pair.value.value === "string" ? rangeOf(pair.value) : undefined;
      if (range === undefined) return [];
      const start = range.start + 1;
      const flat = maskEscapes(text.slice(start, range.end - 1));
      return [editScript({ path, text, start, flat, dialect: "json", needs, context, state, scriptFolder }).changed];
    }),
  );
};

import { escapePattern } from "../parse/escape-pattern.ts";
import { type Changed, joinChanges } from "./changed.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { droppedNames } from "./needs.ts";

/** What is said of a file that does not parse: a step, when it speaks of something that moved. */
export const unreadable = ({ path, text, needs }: ChangeRequest): Changed => {
  const names = [
    ...new Set([...droppedNames(needs), ...needs.flatMap((one) => one.secrets.map((secret) => secret.id))]),
  ];
  const name = names.find(
    (one) => one !== "default" && new RegExp(`(?<![\\w-])${escapePattern(one)}(?![\\w-])`).test(text),
  );
  if (name === undefined) return joinChanges([]);
  const reason = `the file speaks of ${name}, which moved, and does not parse`;
  return joinChanges([{ steps: [{ code: "M7", path, line: lineOf(text, text.indexOf(name)), reason }] }]);
};

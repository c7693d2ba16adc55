import type { Edit } from "../edit.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import type { BundleStep } from "./bundle.ts";
import type { Changed } from "./changed.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { droppedNames, type Needs } from "./needs.ts";

/** Build arguments that are gone and still passed somewhere that was not understood: a person looks. */
export const findLeftovers = (
  { path, text, needs }: ChangeRequest,
  changed: Changed | undefined,
): readonly BundleStep[] => {
  if (/(?:^|\/)(?:Docker|Container)file[^/]*$|\.(?:Docker|Container)file$|\.(?:lock|svg|map|log)$/i.test(path))
    return [];
  return droppedNames(needs).flatMap((name) =>
    mentions(text, name)
      .filter((at) => !isUnderstood(at, changed) && !isComment(path, text, at))
      .map((at) => ({
        code: "M7" as const,
        path,
        line: lineOf(text, at),
        reason: `this passes the build argument ${name}, which is gone, in a way that is not understood`,
        sketch: /\.args\.$/.test(text.slice(0, at)) ? `*.secrets=id=${name},env=${name}` : sketchOf(needs, name),
      })),
  );
};

const mentions = (text: string, name: string): readonly number[] => {
  if (!text.includes(name)) return [];
  const places = PASSING.map((before) => new RegExp(`${before}${escapePattern(name)}(?![\\w-])`, "g"));
  return places.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match.index + match[0].length - name.length),
  );
};

const isComment = (path: string, text: string, at: number): boolean =>
  !/\.(?:md|rst|txt|adoc)$/i.test(path) && /^\s*(?:#|\/\/)/.test(text.slice(text.lastIndexOf("\n", at) + 1, at));

/** What stands before the name: the option, an override of bake, a setting of a plug-in or a library. */
const PASSING = [
  "--build-arg(?:[=,\\s\"'\\\\]|\\]|\\[)+",
  "\\.args\\.",
  "\\bbuild[-_]?[Aa]rgs?(?:_from_env)?[\"']?\\s*[:=(](?:(?!\\n\\s*\\n)[^;]){0,400}?[\\s\"'{,\\[]-?",
];

const isUnderstood = (at: number, changed: Changed | undefined): boolean =>
  (changed?.handled ?? []).some((span) => span.start <= at && at < span.end) ||
  (changed?.edits ?? []).some((edit: Edit) => edit.start <= at && at < edit.end);

const sketchOf = (needs: readonly Needs[], name: string): string =>
  needs.flatMap((one) => one.secrets).find((one) => one.id === name)?.flag ?? `without --build-arg ${name}`;

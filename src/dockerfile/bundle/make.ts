import { escapePattern } from "../parse/escape-pattern.ts";
import { plainPath } from "./build-folder.ts";
import { type Changed, joinChanges } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import { maskMake, plainLineEnds } from "./host-text.ts";
import type { ChangeRequest } from "./kinds.ts";
import { startIn } from "./script-state.ts";

export const isMakefile = (path: string): boolean => /(?:^|\/)(?:GNU)?[Mm]akefile(?:\.[\w.-]+)?$|\.mk$/.test(path);

/** Recipe lines: each logical line is a script of its own. */
export const changeMakefile = ({ path, text, needs, context }: ChangeRequest): Changed => {
  const variables = readVariables(text);
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const folders = path.endsWith(".mk") ? [...new Set(["", folder])] : [folder];
  const moves = /^\.ONESHELL\b/m.test(text) && /^\t.*\bcd\s/m.test(text);
  const state = { ...startIn(moves ? undefined : folders), known: variables.known, buildkitOff: variables.buildkitOff };
  return joinChanges(
    [...text.matchAll(/^\t(?:[^\n\\]|\\\r?\n|\\[^\n])*/gm)].map((match) => {
      const flat = recipe(plainLineEnds(maskMake(match[0])));
      const script = { path, text, start: match.index, flat, dialect: "make" as const, needs, context, state };
      return editScript({ ...script, scriptFolder: folder, isMakeExported: variables.isExported }).changed;
    }),
  );
};

/** Without the characters that tell make how to run the line, and the tab that may begin a continued line. */
const recipe = (flat: string): string => flat.replace(/^[\t ]*[@+-]*/, (all) => " ".repeat(all.length));

interface Variables {
  readonly known: ReadonlyMap<string, string>;
  readonly isExported: (name: string) => boolean;
  readonly buildkitOff: boolean;
}

/** What make hands on: its environment, its command line, and what it is told to export. GNU make manual, 5.7.2. */
const readVariables = (text: string): Variables => {
  const known = new Map<string, string>();
  const assigned = new Set<string>();
  for (const [, name = "", sign = "", value = ""] of text.matchAll(
    /^(?:export[ \t]+|override[ \t]+)*([A-Za-z_][\w.-]*)[ \t]*(\?=|:{0,3}=|\+=)[ \t]*(.*?)[ \t]*\r?$/gm,
  )) {
    if (!(sign === "?=" && value === "") && !new RegExp(`^\\$[({]${escapePattern(name)}[)}]$`).test(value))
      assigned.add(name);
    const plain = value === "" || sign === "+=" ? undefined : plainPath(value, known);
    const isFirst = !known.has(name);
    if (isFirst && plain !== undefined) known.set(name, plain);
    else known.set(name, `$(${name})`);
  }
  const all = /^(?:export[ \t]*(?:#.*)?\r?$|\.EXPORT_ALL_VARIABLES[ \t]*:)/m.test(text);
  const exported = new Set(
    [...text.matchAll(/^export[ \t]+(.*)$/gm)].flatMap(
      (match) =>
        (match[1] ?? "")
          .split(/[ \t]*[?:+]?=/)[0]
          ?.trim()
          .split(/\s+/) ?? [],
    ),
  );
  return {
    known,
    isExported: (name) => all || exported.has(name) || !assigned.has(name),
    buildkitOff: /^export[ \t]+DOCKER_BUILDKIT[ \t]*:?=[ \t]*0/m.test(text),
  };
};

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { BuildContext } from "../../src/dockerfile/build-context.ts";
import type { FixInput } from "../../src/dockerfile/fix.ts";
import type { Leak } from "../../src/dockerfile/leak.ts";
import type { FixOptions } from "../../src/dockerfile/proposal.ts";

const ROOT = join(import.meta.dirname, "../../fixtures/dockerfile");

/** `fixtures/dockerfile/<fix>/<case>`: `case.json` beside the Dockerfile before and after. */
export interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly files: Readonly<Record<string, string>> | undefined;
  readonly leaks: readonly Leak[];
  readonly options: Partial<FixOptions>;
  readonly expected: {
    readonly fixes: readonly string[];
    readonly manual: readonly string[];
    readonly buildFlags: readonly string[];
    readonly ignoreFile?: { readonly path: string; readonly after: string };
  };
}

export const readCases = (): readonly Case[] =>
  readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("case.json"))
    .map((path) => readCase(join(ROOT, path, "..")))
    .sort((a, b) => a.name.localeCompare(b.name));

const readCase = (folder: string): Case => {
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  const { leaks, files, options = {}, expected } = JSON.parse(text("case.json"));
  const [before, after] = [text("before.Dockerfile"), text("after.Dockerfile")];
  return { name: relative(ROOT, folder), before, after, files, leaks, options, expected };
};

export const contextOf = (files: Readonly<Record<string, string>>): BuildContext => ({
  files: Object.keys(files),
  read: (path) => files[path],
});

/** What the command line would hand over for this case, for its Dockerfile or another state of it. */
export const inputOf = (one: Case, now: { text?: string; ignore?: { path: string; after: string } } = {}): FixInput => {
  const ignore = now.ignore ? { [now.ignore.path]: now.ignore.after } : {};
  return {
    text: now.text ?? one.before,
    path: "Dockerfile",
    leaks: one.leaks,
    context: contextOf({ ...one.files, ...ignore }),
    options: one.options,
  };
};

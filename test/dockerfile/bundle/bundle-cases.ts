import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { BundleInput, BundleResult, FixedDockerfile } from "../../../src/dockerfile/bundle/bundle.ts";
import type { MovedSecret } from "../../../src/dockerfile/proposal.ts";
import { contextOf } from "../cases.ts";

const ROOT = join(import.meta.dirname, "../../../fixtures/dockerfile-bundle");

type Files = Readonly<Record<string, string>>;

/** `fixtures/dockerfile-bundle/<kind>/<case>`: the tree in `before`, the files that change in `after`. */
export interface BundleCase {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
  readonly dockerfiles: readonly FixedDockerfile[];
  readonly expected: {
    /** `M10 Makefile:3` */
    readonly steps: readonly string[];
    readonly unbuilt: readonly string[];
    /** Part of a note of some change. */
    readonly notes?: readonly string[];
  };
}

export const readBundleCases = (): readonly BundleCase[] =>
  readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("case.json"))
    .map((path) => readCase(join(ROOT, path, "..")))
    .sort((a, b) => a.name.localeCompare(b.name));

/** `dockerfiles` maps a path to its build flags and dropped arguments: `{"Dockerfile": ["--secret id=X,env=X", "-X"]}`. */
const readCase = (folder: string): BundleCase => {
  const { dockerfiles, expected } = JSON.parse(readFileSync(join(folder, "case.json"), "utf8"));
  return {
    name: relative(ROOT, folder),
    before: readTree(join(folder, "before")),
    after: readTree(join(folder, "after")),
    dockerfiles: Object.entries<string[]>(dockerfiles).map(([path, words]) => fixed(path, words)),
    expected,
  };
};

export const fixed = (path: string, words: readonly string[]): FixedDockerfile => ({
  path,
  moved: words.filter((word) => word.startsWith("--")).map(movedBy),
  droppedArgs: words.filter((word) => /^-\w/.test(word)).map((word) => word.slice(1)),
});

/** With ` (file)` at its end the RUN reads the variable from a file. */
const movedBy = (word: string): MovedSecret => {
  const buildFlag = word.replace(/ \(file\)$/, "");
  const [, id = "default", from, source = "default"] = /id=([^,]+),(\w+)=(.*)/.exec(buildFlag) ?? [];
  return { id, form: buildFlag !== word || from === "src" ? "file" : "env", source, buildFlag };
};

const readTree = (root: string): Files => {
  if (!existsSync(root)) return {};
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(root, path), readFileSync(path, "utf8")]));
};

export const inputOf = (one: BundleCase, files: Files = one.before): BundleInput => ({
  dockerfiles: one.dockerfiles,
  context: contextOf(files),
});

export const changed = (files: Files, { changes }: BundleResult): Files => ({
  ...files,
  ...Object.fromEntries(changes.map((change) => [change.path, change.after])),
});

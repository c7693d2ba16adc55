import type { BuildContext } from "../build-context.ts";
import { joinPath } from "../parse/image-path.ts";

/** Folders of the tree that a command may run in, `/` for the root; undefined when nothing is known. */
export type Folders = readonly string[] | undefined;

/** Which Dockerfile of the tree a build reads. `unknown`: it may be any. `none`: one that is not in the tree. */
export type BuiltFile =
  | { readonly kind: "file"; readonly path: string; readonly folder: string }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

/** The folder that a command runs in. */
const HERE =
  /^(?:\$\{?(?:PWD|CURDIR)\}?|\$\((?:CURDIR|PWD|pwd)\)|\$\$\(pwd\)|\$\$\{?PWD\}?|\$\(shell pwd\)|`pwd`)(?=\/|$)/;

/** The root of the source tree, as CI systems name it. */
const ROOT =
  /^(?:\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|BITBUCKET_CLONE_DIR|WORKSPACE|TRAVIS_BUILD_DIR|CODEBUILD_SRC_DIR|BUILD_SOURCESDIRECTORY|DRONE_WORKSPACE)\}?|\$\((?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory)\)|\$\{\{\s*github\.workspace\s*\}\})(?=\/|$)/;

/** A path in which everything is known, `/` in front when it starts at the root of the tree; else undefined. */
export const plainPath = (path: string, known: ReadonlyMap<string, string> = new Map()): string | undefined => {
  if (path.startsWith("/")) return undefined;
  const replaced = path
    .replace(/\$\$?(?:\{(\w+)\}|\((\w+)\)|(\w+))/g, (all, ...names: (string | undefined)[]) => {
      return known.get(names.slice(0, 3).find(Boolean) ?? "") ?? all;
    })
    .replace(HERE, ".")
    .replace(ROOT, "/");
  return /[$`*?{}%(~]|:\/\/|^git@/.test(replaced) ? undefined : replaced;
};

/** Relative to the root of the tree, no leading `/`. */
export const inTree = (base: string, path: string): string => joinPath(`/${base}`, path).slice(1);

/** The Dockerfile that exists when it is looked for from these folders; several answers are no answer. */
export const findBuiltFile = (
  context: BuildContext,
  from: {
    readonly folders: Folders;
    readonly folder: string;
    readonly file: string | undefined;
    readonly fileIn: "cwd" | "folder";
    readonly names?: readonly string[];
  },
): BuiltFile => {
  if (from.folders === undefined) return { kind: "unknown" };
  const found = new Map<string, string>();
  for (const cwd of from.folders) {
    const folder = inTree(cwd, from.folder);
    const names = from.file === undefined ? (from.names ?? ["Dockerfile", "dockerfile"]) : [from.file];
    const base = from.file === undefined || from.fileIn === "folder" ? folder : cwd;
    const path = names.map((name) => inTree(base, name)).find((one) => context.files.includes(one));
    if (path !== undefined && !found.has(path)) found.set(path, folder);
  }
  const [first, ...others] = found;
  if (first === undefined) return { kind: "none" };
  return others.length > 0 ? { kind: "unknown" } : { kind: "file", path: first[0], folder: first[1] };
};

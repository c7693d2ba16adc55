import type { BuildContext } from "./build-context.ts";
import { baseName, globPattern, joinPath } from "./parse/image-path.ts";

export type Builder = "docker" | "buildah" | "podman" | "kaniko";

/** The ignore file in force; `text` is undefined when it does not exist yet. */
export interface IgnoreFile {
  readonly path: string;
  readonly text: string | undefined;
}

/**
 * BuildKit prefers `<Dockerfile name>.dockerignore` beside the Dockerfile; buildah and podman prefer `.containerignore`.
 * kaniko reads both as BuildKit does (pkg/util/fs_util.go, NewFileContextFromDockerfile).
 * Source: https://docs.docker.com/build/concepts/context/#filename-and-location, containerignore(5).
 */
export const activeIgnoreFile = (
  context: BuildContext,
  from: { readonly dockerfile: string; readonly builder: Builder },
): IgnoreFile => {
  const preferred = /^(?:docker|kaniko)$/.test(from.builder) ? `${from.dockerfile}.dockerignore` : ".containerignore";
  const text = context.read(preferred);
  return text === undefined
    ? { path: ".dockerignore", text: context.read(".dockerignore") }
    : { path: preferred, text };
};

/**
 * The last pattern that matches the path, or a directory above it, decides.
 * Source: https://github.com/moby/patternmatcher/blob/main/ignorefile/ignorefile.go
 */
export const isIgnored = (text: string, path: string): boolean => {
  let ignored = false;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const pattern = line.trim();
    if (pattern === "" || line.startsWith("#")) continue;
    const negated = pattern.startsWith("!");
    const glob = joinPath("/", pattern.slice(negated ? 1 : 0).trim()).slice(1);
    if (glob === "") continue;
    if (withParents(path).some((one) => globPattern(glob).test(one))) ignored = !negated;
  }
  return ignored;
};

/** Appends the pattern for a path, at the end so that no earlier `!` wins over it. */
export const appendIgnore = (text: string | undefined, pattern: string): string => {
  const eol = text?.includes("\r\n") ? "\r\n" : "\n";
  const base = text ?? "";
  return `${base}${base === "" || base.endsWith("\n") ? "" : eol}${pattern}${eol}`;
};

/** Names that files and folders of a program will have, too. */
const COMMON = /^(?:config(?:\.\w+)?|credentials)$/i;

/** Any-depth pattern of the name, or the exact path when other files or folders of that name must stay in the context. */
export const ignorePattern = (context: BuildContext, path: string): string => {
  const name = baseName(path);
  const others = COMMON.test(name) || context.files.some((one) => one !== path && one.split("/").includes(name));
  const escaped = (others ? path : name).replace(/[[\]?*\\]/g, "\\$&");
  return others ? escaped : `**/${escaped}`;
};

/** The path, and every directory above it. */
export const withParents = (path: string): string[] =>
  path.split("/").map((_part, index, parts) => parts.slice(0, parts.length - index).join("/"));

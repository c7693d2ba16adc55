import { parse } from "yaml";
import type { BuildContext } from "./build-context.ts";
import { copyArguments } from "./locate/copy.ts";
import { baseName, joinPath } from "./parse/image-path.ts";
import { parseDockerfile } from "./parse/parse.ts";

/**
 * The folder of a source tree that a Dockerfile of it is built in, `""` for the root: what a compose file says, else where
 * the files lie that it copies by name, else its own folder, unless that holds nothing to build.
 */
export const contextFolder = (dockerfile: string, { text, tree }: { text: string; tree: BuildContext }): string => {
  const own = folderOf(dockerfile);
  if (own === "") return "";
  const composed = composeFolder(dockerfile, tree);
  if (composed !== undefined) return composed;
  const names = copiedNames(text);
  const [here, root] = [names.filter(isIn(tree, own)), names.filter(isIn(tree, ""))];
  if (here.length !== root.length) return here.length > root.length ? own : "";
  if (tree.files.includes(`${own}/.dockerignore`)) return own;
  return tree.files.some((path) => path.startsWith(`${own}/`) && !isRecipe(path)) ? own : "";
};

/** The part of a tree below a folder, with paths from there. */
export const contextBelow = (tree: BuildContext, folder: string): BuildContext =>
  folder === ""
    ? tree
    : {
        files: tree.files.flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])),
        read: (path) => tree.read(inFolder(folder, path)),
        size: (path) => tree.size?.(inFolder(folder, path)),
      };

/** A path from a folder of the tree as one from its root. */
export const inFolder = (folder: string, path: string): string => joinPath(`/${folder}`, path).slice(1);

/** The way from a folder of the tree to a path of it: `../docker/Dockerfile`. */
export const fromFolder = (folder: string, path: string): string => {
  if (folder === "") return path;
  if (path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  return `../${fromFolder(folderOf(folder), path)}`;
};

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** What lies beside a Dockerfile and is no source of an image. */
const isRecipe = (path: string): boolean =>
  /^(?:.*dockerfile.*|.*containerfile.*|\.?[\w.-]*ignore|readme.*|makefile|[\w.-]*\.(?:sh|ya?ml|md|hcl|env))$/i.test(
    baseName(path),
  );

const copiedNames = (text: string): readonly string[] =>
  parseDockerfile(text).instructions.flatMap((at) => {
    if (at.flags.some(({ name }) => name === "from")) return [];
    const sources = copyArguments(at)?.sources.map((one) => one.text.replace(/^(?:\.?\/)+|\/+$/g, "")) ?? [];
    return sources.filter((name) => !/^\.?$|[$*?[]|:\/\//.test(name));
  });

const isIn =
  (tree: BuildContext, folder: string) =>
  (name: string): boolean => {
    const path = inFolder(folder, name);
    return tree.files.some((file) => file === path || file.startsWith(`${path}/`));
  };

const COMPOSE = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/;

const composeFolder = (dockerfile: string, tree: BuildContext): string | undefined =>
  tree.files
    .filter((path) => COMPOSE.test(path))
    .flatMap((path) => builds(tree.read(path)).map((build) => ({ ...build, base: folderOf(path) })))
    .flatMap(({ base, context, file }) => {
      const folder = inFolder(base, context);
      const isHere = folder === "" || tree.files.some((path) => path.startsWith(`${folder}/`));
      return isHere && inFolder(folder, file) === dockerfile ? [folder] : [];
    })
    .at(0);

/** Of the services of a compose file; what holds variables or is an address is left out. */
const builds = (text: string | undefined): readonly { readonly context: string; readonly file: string }[] => {
  const services = asRecord(asRecord(read(text)).services);
  return Object.values(services).flatMap((service) => {
    const { build } = asRecord(service);
    const { context = ".", dockerfile: file = "Dockerfile" } =
      typeof build === "string" ? { context: build } : asRecord(build);
    if (build === undefined || typeof context !== "string" || typeof file !== "string") return [];
    return /\$|:/.test(context + file) ? [] : [{ context, file }];
  });
};

const read = (text: string | undefined): unknown => {
  try {
    // Aliases are followed a bounded number of times (the default of `yaml`, 100).
    return text === undefined ? undefined : parse(text, { logLevel: "silent" });
  } catch {
    return undefined;
  }
};

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import type { BuildContext } from "../dockerfile/build-context.ts";
import { UserError } from "../domain/user-error.ts";

/** Files listed of a source tree; more are of no use to a Dockerfile fix. */
const FILE_LIMIT = 20_000;
/** Files a fix may read: config files, not data (bytes). */
const READ_LIMIT = 64 * 1024;
const NEVER_SOURCE = new Set([".git", "node_modules"]);
const DOCKERFILE = /^(?:(?:dockerfile|containerfile)(?:[.-][\w.-]+)?|[\w.-]+\.(?:dockerfile|containerfile))$/i;

export interface SourceTree {
  readonly root: string;
  /** Paths of Dockerfiles below the root. */
  readonly dockerfiles: readonly string[];
  readonly context: BuildContext;
}

/** Lists a source folder. Throws UserError when it is not a folder. */
export function readSourceTree(root: string): SourceTree {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `there is no source folder ${root}`,
      hint: "name the folder that docker build is run in",
    });
  const files: string[] = [];
  list(root, root, files);
  return {
    root,
    dockerfiles: files.filter((file) => DOCKERFILE.test(basename(file)) && !file.endsWith(".dockerignore")),
    context: { files, read: (path) => readSmall(join(root, path)) },
  };
}

/** One Dockerfile with its folder as the context. */
export function readDockerfileTree(file: string): SourceTree {
  const tree = readSourceTree(join(file, ".."));
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `there is no Dockerfile ${file}`,
      hint: "name a text file",
    });
  return { ...tree, dockerfiles: [basename(file)] };
}

function list(root: string, folder: string, files: string[]): void {
  for (const entry of entriesOf(folder)) {
    if (files.length >= FILE_LIMIT) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !NEVER_SOURCE.has(entry.name)) list(root, path, files);
    if (entry.isFile()) files.push(relative(root, path).split(sep).join("/"));
  }
}

/** What may not be read cannot be part of a build either. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A whole Dockerfile; bytes that are no UTF-8 would not come out of an edit as they were. */
export function readDockerfile(root: string, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(join(root, path)));
  } catch {
    throw new UserError({
      code: "SOURCE_UNREADABLE",
      message: `${join(root, path)} cannot be read as UTF-8 text`,
      hint: "convert it first, or leave it out with --dockerfile FILE",
    });
  }
}

function readSmall(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size > READ_LIMIT) return undefined;
  try {
    const bytes = readFileSync(path);
    return bytes.includes(0) ? undefined : bytes.toString("utf8");
  } catch {
    return undefined;
  }
}

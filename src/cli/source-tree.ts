import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
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
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** Lists a source folder. Throws UserError when it is not a folder. */
export function readSourceTree(root: string): SourceTree {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `there is no source folder ${root}`,
      hint: "name the folder that docker build is run in",
    });
  const listed: Listed = { files: [], links: [] };
  list(root, root, listed);
  const { files } = listed;
  const linked = listed.links.map((path) => ({ path, target: pathInside(root, path) }));
  const named = files.filter((file) => DOCKERFILE.test(basename(file)) && !file.endsWith(".dockerignore"));
  return {
    root,
    dockerfiles: [...new Set([...named, ...linked.flatMap(({ target }) => target ?? [])])],
    context: { files, read: smallReader(root), size: (path) => sizeOf(root, path) },
    notes: [
      ...(files.length < FILE_LIMIT ? [] : [`only the first ${FILE_LIMIT} files of ${root} were looked at`]),
      ...linked.flatMap(({ path, target }) =>
        target === undefined ? [`${path} is a link out of ${root}: not read`] : [],
      ),
    ],
  };
}

/** One Dockerfile with its folder as the context; a link stands for the file that it leads to. */
export function readDockerfileTree(file: string): SourceTree {
  const tree = readSourceTree(join(file, ".."));
  const path = pathInside(tree.root, basename(file));
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `there is no Dockerfile ${file}`,
      hint: "name a text file",
    });
  if (path === undefined)
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `${file} is a link out of its folder`,
      hint: "name the file that it leads to, or the folder that holds both with --source",
    });
  return { ...tree, dockerfiles: [path] };
}

/** Where a file or link of the tree is in truth, as a path of the tree; undefined when that is not a file inside of it. */
export function pathInside(root: string, path: string): string | undefined {
  try {
    const inside = relative(realpathSync(root), realpathSync(join(root, path)));
    const isOutside = inside === "" || inside.startsWith(`..${sep}`) || inside === ".." || resolve(inside) === inside;
    return isOutside || !statSync(join(root, path)).isFile() ? undefined : inside.split(sep).join("/");
  } catch {
    return undefined;
  }
}

interface Listed {
  readonly files: string[];
  /** Links named as Dockerfiles are. */
  readonly links: string[];
}

function list(root: string, folder: string, listed: Listed): void {
  for (const entry of entriesOf(folder)) {
    if (listed.files.length >= FILE_LIMIT) return;
    const path = join(folder, entry.name);
    const name = relative(root, path).split(sep).join("/");
    if (entry.isDirectory() && !NEVER_SOURCE.has(entry.name)) list(root, path, listed);
    if (entry.isFile()) listed.files.push(name);
    if (entry.isSymbolicLink() && DOCKERFILE.test(entry.name)) listed.links.push(name);
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

/** Far above what people write (bytes). */
const DOCKERFILE_LIMIT = 1024 * 1024;

/** A whole Dockerfile; bytes that are no UTF-8 would not come out of an edit as they were. */
export function readDockerfile(root: string, path: string): string {
  if ((statSync(join(root, path), { throwIfNoEntry: false })?.size ?? 0) > DOCKERFILE_LIMIT)
    throw new UserError({
      code: "SOURCE_UNREADABLE",
      message: `${join(root, path)} is larger than 1 MiB`,
      hint: "is it a Dockerfile? leave it out with --dockerfile FILE",
    });
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

/** Bytes that are read of one tree, all files together. */
const TREE_LIMIT = 64 * 1024 * 1024;

/** Reads each file once. What lies outside of the tree is not read, whatever a link or a path says. */
function smallReader(root: string): BuildContext["read"] {
  const known = new Map<string, string | undefined>();
  let left = TREE_LIMIT;
  return (path) => {
    if (!known.has(path)) {
      const text = left > 0 ? readSmall(root, path) : undefined;
      left -= text?.length ?? 0;
      known.set(path, text);
    }
    return known.get(path);
  };
}

function sizeOf(root: string, path: string): number | undefined {
  const inside = pathInside(root, path);
  return inside === undefined ? undefined : statSync(join(root, inside), { throwIfNoEntry: false })?.size;
}

function readSmall(root: string, path: string): string | undefined {
  const inside = pathInside(root, path);
  if (inside === undefined) return undefined;
  try {
    const real = join(root, inside);
    if (statSync(real).size > READ_LIMIT) return undefined;
    const bytes = readFileSync(real);
    return bytes.includes(0) ? undefined : bytes.toString("utf8");
  } catch {
    return undefined;
  }
}

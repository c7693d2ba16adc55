import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, posix } from "node:path";
import type { Scanner } from "../../domain/finding.ts";
import { walkTree } from "../../registry/files/tree.ts";
import { replaceFound } from "./replace-values.ts";

/** Bytes of one file, and of all: what is copied is read whole and scanned. */
const FILE_LIMIT = 64 * 1024 * 1024;
const TREE_LIMIT = 512 * 1024 * 1024;

export interface CopyTree {
  readonly root: string;
  /** An empty folder of our own. */
  readonly to: string;
  readonly scanner: Scanner;
  /** Stands for the values that are found in a file. */
  readonly canaryFor: (path: string) => string;
  /** Files that leaked: one in which no rule finds a value becomes its canary. */
  readonly leaked: ReadonlySet<string>;
}

/** A copy in which no secret stands that is known or found. `left`: what is not in it, one line each. */
export const copyTree = async (copy: CopyTree, signal: AbortSignal): Promise<{ readonly left: readonly string[] }> => {
  const left: string[] = [];
  let total = 0;
  for await (const entry of walkTree(copy.root, signal)) {
    const { path } = entry;
    if (isGitData(path)) continue;
    if (entry.kind === "folder") mkdirSync(join(copy.to, path), { recursive: true });
    else if (entry.kind === "link") left.push(...copyLink(copy, entry));
    else if (entry.kind !== "file")
      left.push(`${path}: ${entry.kind === "special" ? `a ${entry.type}` : entry.reason}`);
    else {
      const size = statSync(entry.location).size;
      total += size;
      if (total > TREE_LIMIT) return { left: [...left, `${path} and what follows: the source tree is over 512 MiB`] };
      if (size > FILE_LIMIT) left.push(`${path}: over 64 MiB`);
      else copyFile(copy, { path, location: entry.location });
    }
  }
  return { left };
};

/** Of a repository only its settings are copied: a secret in packed history would not be found. */
const isGitData = (path: string): boolean => /(?:^|\/)\.git\/(?!config$)/.test(path);

const copyFile = (
  { to, scanner, canaryFor, leaked }: CopyTree,
  { path, location }: { readonly path: string; readonly location: Buffer },
): void => {
  const target = join(to, path);
  const canary = canaryFor(path);
  const { bytes, values } = replaceFound(readFileSync(location), { path, canary, scanner });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, leaked.has(path) && values.length === 0 ? `${canary}\n` : bytes);
  chmodSync(target, statSync(location).mode & 0o777);
};

/** A link that leads out of the tree is not copied: it could show the builder anything of this machine. */
const copyLink = (
  { to }: CopyTree,
  { path, target }: { readonly path: string; readonly target: string },
): readonly string[] => {
  const inside = posix.normalize(posix.join(posix.dirname(path), target));
  if (isAbsolute(target) || inside === ".." || inside.startsWith("../")) return [`${path}: a link out of the tree`];
  symlinkSync(target, join(to, path));
  return [];
};

import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../domain/user-error.ts";
import { cleanText } from "../../report/clean.ts";
import { note, unwritable } from "../print.ts";
import { pathInside } from "../source-tree.ts";
import { type GitTree, requireCleanTree } from "./git-tree.ts";
import type { RepositoryFix, TreeChange } from "./repository-fix.ts";

/** Refuses before anything is written to any tree, unless `force`: see `requireCleanTree`. */
export function checkWritable(
  { root, changes }: RepositoryFix,
  { force, environment }: Pick<GitTree, "environment"> & { readonly force: boolean },
): void {
  if (root === undefined || changes.length === 0) return;
  for (const change of changes) requireUnchanged(root, change);
  if (force) return;
  const files = changes.map(({ path, before }) => ({ path, isNew: before === undefined }));
  requireCleanTree({ root, files, environment });
}

/** Writes all changes of one tree, or none; says which. Each file keeps its mode, and is never there in part. */
export function writeTree({ root, changes }: RepositoryFix): void {
  if (root === undefined || changes.length === 0) return;
  const staged: Staged[] = [];
  const done: Staged[] = [];
  try {
    for (const change of changes) staged.push(stage(root, change));
    for (const one of staged) {
      renameSync(one.temporary, one.target);
      done.push(one);
    }
  } catch (error) {
    for (const { target, before } of done) restore(target, before);
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    throw error instanceof UserError ? error : unwritable(root, error);
  }
  for (const { path } of changes) note(cleanText(`written: ${join(root, path)}`));
}

interface Staged {
  readonly target: string;
  readonly temporary: string;
  readonly before: Buffer | undefined;
}

/** The whole new file, beside the old one and under another name. */
function stage(root: string, change: TreeChange): Staged {
  const target = requireUnchanged(root, change);
  const before = change.before === undefined ? undefined : readFileSync(target);
  const mode = before === undefined ? 0o644 : statSync(target).mode & 0o7777;
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(temporary, change.after, { mode, flag: "wx" });
    chmodSync(temporary, mode);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unwritable(target, error);
  }
  return { target, temporary, before };
}

/** The file, which lies in the tree and is what was read. A link is never written through. */
function requireUnchanged(root: string, { path, before }: TreeChange): string {
  const target = join(root, path);
  if (before === undefined) {
    if (pathInside(root, path) !== undefined || lstatSync(target, { throwIfNoEntry: false }) !== undefined)
      throw changed(path);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  }
  if (pathInside(root, path) !== path) throw outside(path);
  if (!readFileSync(target).equals(Buffer.from(before))) throw changed(path);
  return target;
}

const changed = (path: string): UserError =>
  new UserError({
    code: "WRITE_REFUSED",
    message: `--write refused: ${path} is not what was read`,
    hint: "somebody else writes to it, or it is not UTF-8: run it again",
  });

const outside = (path: string): UserError =>
  new UserError({
    code: "WRITE_REFUSED",
    message: `--write refused: ${path} is a link, or leads out of the tree`,
    hint: "apply the patch of --out where the file is",
  });

function restore(target: string, before: Buffer | undefined): void {
  if (before === undefined) rmSync(target, { force: true });
  else writeFileSync(target, before);
}

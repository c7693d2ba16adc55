import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import type { Scanner, Skip } from "../domain/finding.ts";
import { UserError } from "../domain/user-error.ts";
import { createCollector, type OpenDocument } from "../layer/collector.ts";
import { LAYER_LIMITS } from "../layer/limits.ts";
import { diskReason, readLocation, type TreeEntry, walkTree } from "../registry/files/tree.ts";
import { maskPaths } from "./mask-paths.ts";
import { type FileScan, scanFile } from "./scan-file.ts";
import { readSurroundings, type Surroundings } from "./surroundings.ts";

/** Document of the names below a folder: a line `path` or `path -> target` for each, in the order of the walk. */
const PATHS_DOCUMENT = "<paths>";
const STDIN_DOCUMENT = "<stdin>";

export interface ScanPath {
  /** A folder, a file, or `-`. */
  readonly path: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The path that stdin stands for: rules go by it. */
  readonly stdinName?: string | undefined;
  readonly scanner: Scanner;
  /** Looks for secrets in paths: a scanner that nobody observes. */
  readonly masker: Scanner;
}

/** `file`: it counts as one. `notes`: what holds nothing to scan, and is no loss. */
export interface ScannedPiece extends FileScan {
  readonly file: boolean;
  readonly notes: readonly Skip[];
}

const NOTHING: ScannedPiece = { file: false, findings: [], skips: [], notes: [], bytes: 0, weakInLibraries: 0 };

/** Scans files as layers are scanned, one after the other. Throws UserError for a path that is none; what else fails is a skip. */
export async function* scanPath(input: ScanPath, signal: AbortSignal): AsyncGenerator<ScannedPiece> {
  const { path, stdin } = input;
  const prefix = await pathPrefix(path);
  if (path === "-") yield await scanStream(stdin, { ...input, path: input.stdinName ?? STDIN_DOCUMENT }, signal);
  else if (prefix.length >= path.length || path === ".") yield* scanFolder(input, signal);
  else yield await scanStream(readLocation(path, signal), { ...input, path: path.slice(prefix.length) }, signal);
}

/**
 * What stands before the paths of findings when they are to be opened from here: a rule looks at the path below the
 * folder that was named, as it would in an image. Throws UserError `PATH_MISSING`, `PATH_SPECIAL`.
 */
export async function pathPrefix(path: string): Promise<string> {
  if (path === "-" || !(await isFolder(path))) return /^(?:\.{0,2}\/)*/.exec(path)?.[0] ?? "";
  return path === "." ? "" : path.replace(/\/*$/, "/");
}

async function isFolder(path: string): Promise<boolean> {
  const found = await statOf(path);
  // Who opens a pipe that nobody writes to waits for ever, and no signal ends that; a device may have no end.
  if (!found.isDirectory() && !found.isFile() && !found.isBlockDevice() && !OPEN_ALREADY.test(path))
    throw new UserError({
      code: "PATH_SPECIAL",
      message: `${path} is not a file or folder`,
      hint: "give a stream on stdin: exhume scan - < PIPE",
    });
  return found.isDirectory();
}

/** A shell has both ends of them: `exhume scan <(command)`. */
const OPEN_ALREADY = /^\/dev\/(?:stdin|fd\/\d+)$/;

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    throw new UserError({
      code: "PATH_MISSING",
      message: `${path} ${diskReason(cause)}`,
      hint: "name a folder or a file, or - for stdin",
      cause,
    });
  }
}

async function* scanFolder(input: ScanPath, signal: AbortSignal): AsyncGenerator<ScannedPiece> {
  const { path: root, scanner, masker } = input;
  const surroundings = await readSurroundings(root, signal);
  const collector = createCollector(scanner, LAYER_LIMITS.findings);
  const names = collector.open({ kind: "file", path: PATHS_DOCUMENT });
  for await (const entry of walkTree(root, signal)) {
    tell(entry, names);
    if (entry.kind === "file")
      yield await scanStream(
        readLocation(entry.location, signal),
        { ...input, path: entry.path, surroundings },
        signal,
      );
    else if (entry.kind === "unreadable" || entry.kind === "special") yield notRead(entry, masker);
  }
  names.end();
  yield { ...NOTHING, ...maskPaths(collector.result(), masker) };
}

const tell = (entry: TreeEntry, names: OpenDocument): void => {
  const line = entry.kind === "link" ? `${entry.path} -> ${entry.target}` : entry.path;
  names.push(Buffer.from(`${line}\n`));
};

async function scanStream(
  stream: AsyncIterable<Uint8Array>,
  input: ScanPath & { readonly surroundings?: Surroundings },
  signal: AbortSignal,
): Promise<ScannedPiece> {
  const scan = await scanFile(stream, { ...input, reason: diskReason }, signal);
  return { ...NOTHING, ...scan, file: scan.bytes > 0 || scan.skips.length === 0 };
}

type NotRead = Extract<TreeEntry, { readonly kind: "unreadable" | "special" }>;

/** A block device holds bytes: not to read it is a loss. */
const notRead = (entry: NotRead, masker: Scanner): ScannedPiece => {
  const loss = entry.kind === "unreadable" || entry.type === "block device";
  const reason = entry.kind === "unreadable" ? entry.reason : `a ${entry.type}: not read`;
  const { skips } = maskPaths({ findings: [], skips: [{ path: entry.path, reason }] }, masker);
  return loss ? { ...NOTHING, skips } : { ...NOTHING, notes: skips };
};

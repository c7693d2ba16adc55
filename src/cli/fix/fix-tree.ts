import type { BuildContext } from "../../dockerfile/build-context.ts";
import { bundle, detectBuilder, type FileChange, type FixedDockerfile } from "../../dockerfile/bundle/bundle.ts";
import { contextBelow, contextFolder, fromFolder, inFolder } from "../../dockerfile/context-folder.ts";
import { type FixResult, fixDockerfile } from "../../dockerfile/fix.ts";
import type { Builder } from "../../dockerfile/ignore-file.ts";
import type { Leak } from "../../dockerfile/leak.ts";
import type { FixOptions, MovedSecret } from "../../dockerfile/proposal.ts";
import { UserError } from "../../domain/user-error.ts";
import { readDockerfile, type SourceTree } from "../source-tree.ts";
import type { DockerfileFix, RepositoryFix, TreeChange } from "./repository-fix.ts";

/** A Dockerfile of a tree, and what it is built with. */
interface TreeDockerfile {
  readonly text: string;
  /** In the folder that it is built in. */
  readonly path: string;
  readonly context: BuildContext;
  readonly builder: Builder;
}

/** A fixed Dockerfile and what it was searched for. */
interface Searched extends DockerfileFix {
  readonly leaks: readonly Leak[];
}

export interface FixTree extends Pick<RepositoryFix, "name" | "named"> {
  /** Undefined: as the CI files of the tree say, else docker. */
  readonly builder: Builder | undefined;
  readonly options: Pick<FixOptions, "form" | "addSyntax">;
  readonly leaksOf: (dockerfile: TreeDockerfile) => readonly Leak[];
}

/** Fixes every Dockerfile of a tree, and what starts its build. UserError `SOURCE_MISSING` when there is none. */
export function fixTree(tree: SourceTree, asked: FixTree): RepositoryFix {
  if (tree.dockerfiles.length === 0)
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `there is no Dockerfile in ${tree.root}`,
      hint: "name it with --dockerfile FILE",
    });
  const { dockerfiles, unread } = fixAll(tree, asked);
  const results = dockerfiles.map(({ result }) => result);
  const { changes, steps, unbuilt } = bundleOf(tree, dockerfiles);
  return {
    name: asked.name,
    named: asked.named,
    root: tree.root,
    tree,
    dockerfiles: dockerfiles.map((one) => withoutElsewhere(one, dockerfiles)),
    changes: [...results.flatMap(dockerfileChange), ...ignoreChanges(tree, results), ...changes.map(buildChange)],
    steps,
    unbuilt,
    origin: [...tree.notes, ...unread],
  };
}

interface FixedTree {
  readonly dockerfiles: readonly Searched[];
  /** Of files that could not be read, in words. */
  readonly unread: readonly string[];
}

/**
 * One after the other: two Dockerfiles may share an ignore file. One that cannot be read is told, and the others are fixed;
 * when none can, that is the error.
 */
function fixAll(tree: SourceTree, asked: FixTree): FixedTree {
  const ignored = new Map<string, string>();
  const context = { ...tree.context, read: (path: string) => ignored.get(path) ?? tree.context.read(path) };
  const dockerfiles: Searched[] = [];
  const unread: UserError[] = [];
  for (const path of tree.dockerfiles) {
    const text = readOrRefusal(tree.root, path);
    if (typeof text !== "string") {
      unread.push(text);
      continue;
    }
    const one = fixOne({ path, text, context }, asked);
    dockerfiles.push(one);
    const { ignoreFile } = one.result;
    if (ignoreFile !== undefined) ignored.set(ignoreFile.path, ignoreFile.after);
  }
  const [first] = unread;
  if (dockerfiles.length === 0 && first !== undefined) throw first;
  return { dockerfiles, unread: unread.map(({ message }) => `${message}: not looked at`) };
}

function readOrRefusal(root: string, path: string): string | UserError {
  try {
    return readDockerfile(root, path);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

interface ReadDockerfile {
  readonly path: string;
  readonly text: string;
  readonly context: BuildContext;
}

function fixOne({ path, text, context: whole }: ReadDockerfile, asked: FixTree): Searched {
  const { options, leaksOf } = asked;
  const folder = contextFolder(path, { text, tree: whole });
  const detected = asked.builder === undefined ? detectBuilder(whole, path) : undefined;
  const builder = asked.builder ?? detected?.builder ?? "docker";
  const dockerfile = { text, path: fromFolder(folder, path), context: contextBelow(whole, folder), builder };
  const leaks = leaksOf(dockerfile);
  const built = fixDockerfile({ ...dockerfile, leaks, options: { ...options, builder } });
  return {
    result: inTree(built, folder),
    built,
    leaks,
    folder,
    builder,
    ...(detected === undefined ? {} : { builderFrom: `${detected.path} line ${detected.line}` }),
  };
}

/** The result with paths from the root of the tree, where builds are started. */
const inTree = (result: FixResult, folder: string): FixResult => ({
  ...result,
  path: inFolder(folder, result.path),
  secretsMoved: result.secretsMoved.map((one) => movedInTree(one, folder)),
  ...(result.ignoreFile === undefined
    ? {}
    : { ignoreFile: { ...result.ignoreFile, path: inFolder(folder, result.ignoreFile.path) } }),
});

const movedInTree = (moved: MovedSecret, folder: string): MovedSecret => {
  const flag = `src=${moved.source}`;
  if (folder === "" || !moved.buildFlag.endsWith(flag)) return moved;
  const source = inFolder(folder, moved.source);
  return { ...moved, source, buildFlag: `${moved.buildFlag.slice(0, -flag.length)}src=${source}` };
};

/** Build commands name the folder themselves, so files are given as they lie in it. */
const bundleOf = ({ context }: SourceTree, all: readonly DockerfileFix[]) => {
  const dockerfiles = all
    .map(
      ({ result: { path, droppedArgs }, built }): FixedDockerfile => ({ path, moved: built.secretsMoved, droppedArgs }),
    )
    .filter(({ moved, droppedArgs }) => moved.length + droppedArgs.length > 0);
  if (dockerfiles.length === 0) return { changes: [], steps: [], unbuilt: [] };
  return bundle({ dockerfiles, context: { files: context.files, read: (path) => whole(context.read(path)) } });
};

/** Text that was no UTF-8 would not come out of an edit as it was. */
const whole = (text: string | undefined): string | undefined => (text?.includes("\ufffd") ? undefined : text);

const dockerfileChange = ({ path, before, patchedText }: FixResult): readonly TreeChange[] =>
  before === patchedText ? [] : [{ path, kind: "dockerfile", before, after: patchedText, notes: [] }];

const buildChange = (change: FileChange): TreeChange => ({ ...change, kind: "build" });

const ignoreChanges = ({ context }: SourceTree, results: readonly FixResult[]): readonly TreeChange[] => {
  const after = new Map(results.flatMap(({ ignoreFile }) => (ignoreFile ? [[ignoreFile.path, ignoreFile.after]] : [])));
  return [...after].map(([path, text]) => ({
    path,
    kind: "ignore file",
    before: context.read(path),
    after: text,
    notes: [],
  }));
};

/** A leak that another Dockerfile of the tree brought, or brings no more, is not this one's manual step. */
function withoutElsewhere(one: Searched, all: readonly Searched[]): DockerfileFix {
  const { leaks: _leaks, ...fix } = one;
  const others = all.filter((other) => other !== one);
  const accounted = (leak: Leak): boolean =>
    others.some(
      ({ leaks, result }) =>
        leaks.some(isSame(leak)) && !result.manual.filter(isLost).some((step) => isSame(leak)(step.leak)),
    );
  const { result } = one;
  return {
    ...fix,
    result: { ...result, manual: result.manual.filter((step) => !isLost(step) || !accounted(step.leak)) },
  };
}

/** No instruction is known to bring it. */
const isLost = ({ line }: FixResult["manual"][number]): boolean => line === undefined;

/** Each Dockerfile may have its own name for it. */
const isSame =
  (one: Leak) =>
  (other: Leak): boolean =>
    (["secretId", "kind", "path", "field", "historyLine"] as const).every((key) => one[key] === other[key]);

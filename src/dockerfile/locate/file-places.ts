import type { BuildContext } from "../build-context.ts";
import { isIgnored } from "../ignore-file.ts";
import type { Leak } from "../leak.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { isWindows } from "../parse/scope.ts";
import { findCopySource } from "./copy.ts";
import { heredocFile } from "./heredoc-file.ts";
import { stageSource } from "./stage-source.ts";
import { isInside, isWriter, keeps } from "./written-place.ts";

export interface Source {
  readonly file: ParsedDockerfile;
  readonly context: BuildContext;
  /** Text of the active ignore file. */
  readonly ignore: string;
  /** The Dockerfile before any change. */
  readonly original?: ParsedDockerfile;
}

export interface Place {
  readonly at: Instruction;
  /** Of a file, absolute: where this instruction puts it, which may be another place in another stage. */
  readonly path?: string;
  /** Each COPY that takes it from stage to stage, with the path it gives it. */
  readonly copies?: readonly { readonly at: Instruction; readonly path: string }[];
}
/** Layers of Windows hold the files of `C:` below `Files`. */
export const pathInImage = ({ path = "" }: Leak, file: ParsedDockerfile): string =>
  joinPath("/", file.stages.some((stage) => isWindows(stage.base)) ? path.replace(/^\/?Files(?=\/)/, "") : path);

/** Copies from stage to stage that are followed: stages that take everything from each other twice double them each time. */
const MOST_COPIES = 30;

interface Search {
  readonly among: readonly Instruction[];
  readonly source: Source;
  /** What was found behind a COPY and a path. */
  readonly known: Map<string, readonly Place[]>;
}

/** What puts a path into the stages of these instructions, through every COPY from an earlier stage. */
export const bringing = (path: string, search: Search): readonly Place[] => {
  const { file, ignore } = search.source;
  const isMember = memberOf(path, search.source);
  return distinct(
    search.among.flatMap((at): readonly Place[] => {
      if (at.keyword === "RUN") return keeps(file, at, path) && !isInside(file, { at, path }) ? [{ at, path }] : [];
      if (heredocFile(file, at, path)) return [{ at, path }];
      const copied = copySource(path, search.source, at);
      if (copied === undefined || copied.kind === "archive") return [];
      if (copied.kind === "member" && (!isMember(copied.contextPath) || isIgnored(ignore, copied.contextPath)))
        return [];
      return copied.kind === "stage" ? fromStage(path, at, search) : [{ at, path }];
    }),
  );
};

/** A directory is not taken to hold, unseen, what a RUN writes at the path or what is copied there by another name. */
const memberOf = (path: string, { file, original, context }: Source): ((contextPath: string) => boolean) => {
  const files = original === undefined ? [file] : [file, original];
  const isMade = files.some((one) => one.instructions.some((at) => at.keyword === "RUN" && isWriter(one, at, path)));
  const names = files.flatMap((one) =>
    one.instructions.flatMap((at) => {
      const source = copySource(path, { file: one, context }, at);
      return source?.kind === "file" ? [source.contextPath] : [];
    }),
  );
  return (contextPath) =>
    context.files.includes(contextPath) || (!isMade && names.every((name) => name === contextPath));
};

const fromStage = (path: string, at: Instruction, { source, known }: Search): readonly Place[] => {
  const { file, context } = source;
  const origin = stageSource(path, { at, file, context });
  if (origin === undefined) return [{ at, path }];
  const key = `${at.index} ${path}`;
  if (known.size >= MOST_COPIES && !known.has(key)) return [];
  const among = file.instructions.filter((one) => origin.stages.has(one.stage));
  const first = known.get(key) ?? bringing(origin.path, { among, source, known });
  known.set(key, first);
  return first.map((place) => ({ ...place, copies: [...(place.copies ?? []), { at, path }] }));
};

export const copySource = (path: string, { file, context }: Omit<Source, "ignore">, at: Instruction) =>
  at.keyword === "COPY" || at.keyword === "ADD" ? findCopySource(path, { at, file, context }) : undefined;

/** An instruction of an earlier stage counts as what is copied from there, when it is both. */
const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(
    places
      .toSorted((a, b) => Number(a.copies !== undefined) - Number(b.copies !== undefined))
      .map((one) => [one.at, one]),
  ).values(),
];

/** The path, and those that it has in the stages which it may be copied from. */
export const pathsOf = (leak: Leak, { file, context }: Omit<Source, "ignore">): ReadonlySet<string> => {
  const paths = new Set([pathInImage(leak, file)]);
  for (const path of paths)
    for (const at of file.instructions) {
      const origin = paths.size < MOST_COPIES ? stageSource(path, { at, file, context }) : undefined;
      if (origin) paths.add(origin.path);
    }
  return paths;
};

import { argumentText } from "./argument-text.ts";
import type { BuildContext } from "./build-context.ts";
import { findCopySource } from "./copy.ts";
import { fileUse } from "./file-uses.ts";
import { gitKeepers } from "./git-keepers.ts";
import { heredocFile } from "./heredoc-file.ts";
import { alignMasked, contradicts, readHistoryLine } from "./history-line.ts";
import { isIgnored } from "./ignore-file.ts";
import { joinPath } from "./image-path.ts";
import type { Leak } from "./leak.ts";
import { literalSpans } from "./literals.ts";
import { mountOptions } from "./mount.ts";
import { readPairs } from "./pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "./parsed-dockerfile.ts";
import { isWindows } from "./scope.ts";
import type { ShellCommand } from "./shell-commands.ts";
import { staysInside } from "./shipped.ts";
import { stageSource } from "./stage-source.ts";
import { writtenFiles } from "./written-file.ts";

/** `moved`: the secret is mounted already. `nowhere`: `reason` says why no instruction is known. */
export type Location =
  | { readonly kind: "at"; readonly places: readonly Place[] }
  | { readonly kind: "moved" }
  | { readonly kind: "nowhere"; readonly reason: string };

interface Source {
  readonly file: ParsedDockerfile;
  readonly context: BuildContext;
  /** Text of the active ignore file. */
  readonly ignore: string;
}

export interface Place {
  readonly at: Instruction;
  /** Of a file, absolute: where this instruction puts it, which may be another place in another stage. */
  readonly path?: string;
  /** Each COPY that takes it from stage to stage, with the path it gives it. */
  readonly copies?: readonly { readonly at: Instruction; readonly path: string }[];
}

/** The instructions that brought a leak into the image. */
export const locate = (leak: Leak, source: Source): Location => {
  const places =
    leak.kind === "file" ? fileSources(leak, source) : candidates(leak, source).map((at): Place => ({ at }));
  if (places.length > 0) return { kind: "at", places };
  const isReplaced = source.file.instructions.some((at) => literalSpans(leak, source.file, at)?.literals.length === 0);
  const isReplacedNow = isReplaced || isMounted(leak, source.file, pathsOf(leak, source));
  if (isReplacedNow || isKeptOut(leak, source) || isWrittenByName(leak, source) || isWrittenInside(leak, source))
    return { kind: "moved" };
  return { kind: "nowhere", reason: nowhere(leak) };
};

const candidates = (leak: Leak, source: Source): readonly Instruction[] => {
  if (leak.kind === "env") return declaring(source.file, "ENV", leak.name);
  if (leak.kind === "label") return declaring(source.file, "LABEL", leak.name);
  if (leak.kind === "command") return commandSources(leak, source.file);
  return namedOrWritten(leak, source.file);
};

/** Of several instructions of one kind, the last one counts; every ONBUILD stands for itself. */
const commandSources = ({ field = "" }: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  const position = /^OnBuild\[(\d+)\]/.exec(field)?.[1];
  if (position !== undefined)
    return file.instructions
      .filter((one) => one.keyword === "ONBUILD")
      .slice(Number(position))
      .slice(0, 1);
  const keyword = /^(?:Cmd|Entrypoint|Healthcheck|Shell)/.exec(field)?.[0].toUpperCase();
  return file.instructions
    .filter((one) => (keyword === undefined ? COMMANDS.has(one.keyword) : one.keyword === keyword))
    .slice(-1);
};

const COMMANDS = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** History and attestations tell of build arguments first, then of what the instructions say themselves. */
const namedOrWritten = (leak: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  for (const keyword of ["ARG", "ENV", "LABEL"] as const) {
    const found = declaring(file, keyword, leak.name);
    if (found.length > 0) return found;
  }
  const onbuild = file.instructions.filter(
    (one) =>
      one.keyword === "ONBUILD" &&
      leak.name !== undefined &&
      new RegExp(`\\b${leak.name.replace(/\W/g, ".")}\\b`).test(flatText(file, one)),
  );
  // A line whose instruction holds no value tells of a build argument only.
  const inText = readHistoryLine(leak.historyLine ?? "").text.includes("•") && !isMounted(leak, file);
  return onbuild.length > 0 || !inText ? onbuild : sameAsHistory(leak, file);
};

const declaring = (file: ParsedDockerfile, keyword: string, name: string | undefined): readonly Instruction[] =>
  name === undefined
    ? []
    : file.instructions.filter((one) => one.keyword === keyword && readPairs(one).some((pair) => pair.name === name));

const sameAsHistory = (leak: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  if (leak.historyLine === undefined) return [];
  const { keyword, text } = readHistoryLine(leak.historyLine);
  return file.instructions.filter((one) => {
    if (one.keyword !== keyword) return false;
    const spans = literalSpans(leak, file, one);
    return spans === undefined ? alignMasked(text, argumentText(file, one)) !== undefined : spans.literals.length > 0;
  });
};

const fileSources = (leak: Leak, source: Source): readonly Place[] => {
  if (leak.path === undefined) return [];
  const { file } = source;
  const path = pathInImage(leak, file);
  const all = file.instructions.filter((at) => !contradicts(leak.historyLine, at));
  const found = bringing(path, { among: all, source, known: new Map() });
  if (found.length > 0) return found;
  const written = sameAsHistory(leak, file).filter((at) => at.keyword === "RUN");
  const unpacked = all.filter((at) => copySource(path, source, at)?.kind === "archive");
  return (written.length > 0 ? written : unpacked).map((at) => ({ at, path }));
};

/** Layers of Windows hold the files of `C:` below `Files`. */
const pathInImage = ({ path = "" }: Leak, file: ParsedDockerfile): string =>
  joinPath("/", file.stages.some((stage) => isWindows(stage.base)) ? path.replace(/^\/?Files(?=\/)/, "") : path);

/** Copies from stage to stage that are followed: stages that take everything from each other twice double them each time. */
const MOST_COPIES = 100;

interface Search {
  readonly among: readonly Instruction[];
  readonly source: Source;
  /** What was found behind a COPY and a path. */
  readonly known: Map<string, readonly Place[]>;
}

/** What puts a path into the stages of these instructions, through every COPY from an earlier stage. */
const bringing = (path: string, search: Search): readonly Place[] => {
  const { file, context, ignore } = search.source;
  // Without the source tree, a directory is not taken to hold what a RUN is seen to write.
  const isMade =
    context.files.length === 0 && file.instructions.some((at) => at.keyword === "RUN" && isWriter(file, at, path));
  return distinct(
    search.among.flatMap((at): readonly Place[] => {
      if (at.keyword === "RUN") return keeps(file, at, path) && !isInside(file, { at, path }) ? [{ at, path }] : [];
      if (heredocFile(file, at, path)) return [{ at, path }];
      const copied = copySource(path, search.source, at);
      if (copied === undefined || copied.kind === "archive") return [];
      if (copied.kind === "member" && (isMade || isIgnored(ignore, copied.contextPath))) return [];
      return copied.kind === "stage" ? fromStage(path, at, search) : [{ at, path }];
    }),
  );
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

const copySource = (path: string, { file, context }: Omit<Source, "ignore">, at: Instruction) =>
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
const pathsOf = (leak: Leak, { file, context }: Source): ReadonlySet<string> => {
  const paths = new Set([pathInImage(leak, file)]);
  for (const path of paths)
    for (const at of file.instructions) {
      const origin = paths.size < MOST_COPIES ? stageSource(path, { at, file, context }) : undefined;
      if (origin) paths.add(origin.path);
    }
  return paths;
};

/** A step that is given the secret writes the file in a stage that does not ship. */
const isInside = (file: ParsedDockerfile, place: { readonly at: Instruction; readonly path: string }): boolean =>
  place.at.flags.some((flag) => flag.name === "mount" && mountOptions(flag.value).get("type") === "secret") &&
  staysInside(file, place);

const isWrittenInside = (leak: Leak, source: Source): boolean =>
  leak.kind === "file" &&
  [...pathsOf(leak, source)].some((path) =>
    source.file.instructions.some((at) => writes(source.file, at, path) && isInside(source.file, { at, path })),
  );

/** A directory copy would bring it, but the ignore file keeps it out of the context. */
const isKeptOut = (leak: Leak, source: Source): boolean =>
  leak.kind === "file" &&
  [...pathsOf(leak, source)].some((path) =>
    source.file.instructions.some((at) => copySource(path, source, at)?.kind === "member"),
  );

/** A step that names the file writes it without a value. */
const isWrittenByName = (leak: Leak, source: Source): boolean =>
  leak.kind === "file" &&
  !readHistoryLine(leak.historyLine ?? "").text.includes("•") &&
  [...pathsOf(leak, source)].some((path) =>
    source.file.instructions.some(
      (at) => at.keyword === "RUN" && fileUse(source.file, at, path).naming.some(writesName),
    ),
  );

/** A file that is written with the name of a variable in place of its value, or deleted in the same RUN, holds no secret. */
const writes = (file: ParsedDockerfile, at: Instruction, path: string): boolean => {
  const { naming, cleanups } = fileUse(file, at, path);
  const last = naming.findLast((command) => writtenFiles(command).length > 0 && !writesName(command));
  return (
    last !== undefined && !cleanups.some((one) => one.start > last.start && /^(?:rm|shred|unlink)$/.test(one.name))
  );
};

const keeps = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  writes(file, at, path) || gitKeepers(file, at, path).length > 0;

const isWriter = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  fileUse(file, at, path).naming.some((command) => writtenFiles(command).length > 0);

const writesName = (command: ShellCommand): boolean =>
  writtenFiles(command).length > 0 &&
  [...command.expands].every((name) => /^(?:HOME|PWD|USER)$/.test(name)) &&
  namesVariable(command);

const namesVariable = ({ args, redirects }: ShellCommand): boolean =>
  [...args, ...redirects.map(({ body }) => body)].some((text) => NAMED.test(text));

/** `${NAME}` and `$NAME`, `${NAME-}` of Yarn, `${env.NAME}` of Maven, `%NAME%` of NuGet. */
const NAMED = /\$(?:\{(?:env\.)?\w+-?\}|[A-Za-z_])|%[A-Za-z_]\w*%/;

const isMounted = (leak: Leak, file: ParsedDockerfile, paths?: ReadonlySet<string>): boolean =>
  file.instructions.some((one) =>
    one.flags.some((flag) => {
      const options = mountOptions(flag.name === "mount" ? flag.value : "");
      if (options.get("type") !== "secret") return false;
      if (leak.kind === "file") return paths?.has(options.get("target") ?? "") === true;
      return leak.name !== undefined && [options.get("id"), options.get("env")].includes(leak.name);
    }),
  );

const nowhere = (leak: Leak): string => {
  const what = leak.kind === "file" ? `/${leak.path ?? ""}` : (leak.name ?? leak.kind);
  const line = leak.line === undefined ? "" : `; in the Dockerfile of that build it stood in line ${leak.line}`;
  return `no instruction of this Dockerfile brings ${what}: it comes from the base image, or the image was built from another version${line}`;
};

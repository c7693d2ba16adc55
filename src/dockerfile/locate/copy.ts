import { type BuildContext, EMPTY_CONTEXT } from "../build-context.ts";
import { isIgnored, withParents } from "../ignore-file.ts";
import { baseName, globPattern, isBelow, joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile, Word } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { expand, variablesAt, workdirAt } from "../parse/scope.ts";

/** How a COPY or ADD source brings a path of the image. */
export interface CopySource {
  readonly word: Word;
  /**
   * `file`: the source names this very file. `member`: it lies in a copied directory or glob. `archive`: it may lie in an
   * archive that ADD unpacks.
   */
  readonly kind: "file" | "member" | "stage" | "archive";
  /** Path in the build context (for `stage`: in the other stage), without a leading slash. */
  readonly contextPath: string;
  /** The source is a pattern that may match nothing, so the build never needed the file. */
  readonly optional: boolean;
}

interface Arguments {
  readonly sources: readonly Word[];
  readonly target: Word;
}

/** Sources, then the destination. Undefined for another instruction, a heredoc, and one without a source. */
export const copyArguments = (at: Instruction): Arguments | undefined => {
  if (at.keyword !== "COPY" && at.keyword !== "ADD") return undefined;
  const words = at.json ?? at.words;
  const target = words.at(-1);
  if (target === undefined || words.length < 2 || at.heredocs.length > 0) return undefined;
  return { sources: words.slice(0, -1), target };
};

/** The last source of the instruction that brings `path` (absolute, in the image) there, if one does. */
export const findCopySource = (
  path: string,
  { at, file, context }: { readonly at: Instruction; readonly file: ParsedDockerfile; readonly context: BuildContext },
): CopySource | undefined => {
  const fromStage = flagValues(at, "from").length > 0;
  for (const { word, match } of copiedSources(file, at)) {
    const found = matchSource(path, { ...match, context: fromStage ? EMPTY_CONTEXT : context });
    if (!found) continue;
    return { word, ...found, ...(fromStage ? { kind: "stage" as const } : {}) };
  }
  return undefined;
};

/** The last one first; none of another instruction than a copy, none from elsewhere, none whose name nobody knows. */
const copiedSources = remember((file, at): readonly CopiedSource[] => {
  const parts = copyArguments(at);
  if (parts === undefined) return [];
  const variables = variablesAt(file, at);
  const target = slashes(file, expand(parts.target.text, variables));
  const workdir = workdirAt(file, at);
  const absolute = target?.startsWith("/") || workdir !== undefined;
  const copy: Copy = {
    into: target === undefined || !absolute ? undefined : joinPath(workdir ?? "/", target),
    isDirectory: /(?:^|\/)\.?\.?$/.test(target ?? "") || parts.sources.length > 1,
    keepsParents: at.flags.some((flag) => flag.name === "parents" && flag.value !== "false"),
    excluded: flagValues(at, "exclude").join("\n"),
    unpacks: at.keyword === "ADD",
  };
  return parts.sources.toReversed().flatMap((word) => {
    const text = slashes(file, expand(word.text, variables));
    if (text === undefined || /^(?:\w+:\/\/|git@)/.test(text)) return [];
    const [from, source] = [placed(copy, text), joinPath("/", text).slice(1)];
    const named = from.into && joinPath(from.into, baseName(source));
    return [{ word, match: { ...from, source, named } }];
  });
});

const flagValues = (at: Instruction, name: string): readonly string[] =>
  at.flags.flatMap((flag) => (flag.name === name ? [flag.value] : []));

/** Where the escape is a backtick, paths are those of Windows: `C:\\app\\` is `/app/`. */
const slashes = (file: ParsedDockerfile, path: string | undefined): string | undefined =>
  path !== undefined && file.escape === "`" ? path.replaceAll("\\", "/").replace(/^[A-Za-z]:(?=\/)/, "") : path;

/** What one COPY says for all of its sources. */
interface Copy {
  /** Undefined when the destination depends on an unknown variable: then names decide. */
  readonly into: string | undefined;
  readonly isDirectory: boolean;
  readonly keepsParents: boolean;
  /** Patterns of `--exclude`, as in an ignore file, relative to the source. */
  readonly excluded: string;
  readonly unpacks: boolean;
}

interface CopiedSource {
  readonly word: Word;
  readonly match: Omit<SourceMatch, "context">;
}

interface SourceMatch extends Copy {
  /** Without a leading slash. */
  readonly source: string;
  /** Where the source comes to lie under its own name. */
  readonly named: string | undefined;
  readonly context: BuildContext;
}

/** `--parents` keeps the directories of a source, from a `/./` in it on. */
const placed = (copy: Copy, source: string): Copy => {
  if (!copy.keepsParents || copy.into === undefined) return copy;
  const kept = source.replace(/^.*\/\.\//, "");
  const directory = /[*?[]/.test(kept) ? "" : kept.replace(/[^/]*$/, "");
  return { ...copy, into: joinPath(copy.into, directory.replace(/^\/+/, "")), isDirectory: true };
};

const matchSource = (path: string, match: SourceMatch): Omit<CopySource, "word"> | undefined => {
  if (/[*?[]/.test(match.source)) return matchGlob(path, match);
  return matchFile(path, match) ?? matchDirectory(path, match) ?? matchArchive(path, match);
};

const matchFile = (path: string, { source, into, named, isDirectory, context, excluded }: SourceMatch) => {
  if (source === "" || context.files.some((one) => one.startsWith(`${source}/`))) return undefined;
  if (isIgnored(excluded, baseName(source))) return undefined;
  const isNamed = named === undefined ? baseName(path) === baseName(source) : path === named;
  if (!isNamed && (isDirectory || path !== into)) return undefined;
  return { kind: "file" as const, contextPath: source, optional: false };
};

const matchDirectory = (path: string, match: SourceMatch) => {
  const { source, context, excluded, keepsParents } = match;
  const into = keepsParents ? match.named : match.into;
  if (into === undefined || !isBelow(path, into)) return undefined;
  const rest = path.slice(into === "/" ? 1 : into.length + 1);
  const contextPath = source === "" ? rest : `${source}/${rest}`;
  const isDirectory = source === "" || context.files.some((one) => one.startsWith(`${source}/`));
  if (!isDirectory && (context.files.length > 0 || /\.\w+$/.test(baseName(source)))) return undefined;
  return isIgnored(excluded, rest) ? undefined : { kind: "member" as const, contextPath, optional: true };
};

// Formats that ADD unpacks: https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives
const ARCHIVE = /\.(?:tar(?:\.(?:gz|bz2|xz|zst))?|tgz|tbz2?|txz)$/i;

const matchArchive = (path: string, { source, into, unpacks }: SourceMatch) =>
  unpacks && ARCHIVE.test(source) && into !== undefined && isBelow(path, into)
    ? { kind: "archive" as const, contextPath: source, optional: false }
    : undefined;

const matchGlob = (path: string, match: SourceMatch) => {
  const { source, into, context, excluded } = match;
  const pattern = globPattern(source.replace(/(?:^|\/)\.(?=\/)/g, ""));
  const deep =
    into && context.files.find((one) => placesBelow(one, pattern).some((rest) => joinPath(into, rest) === path));
  if (deep && !isIgnored(excluded, deep)) return { kind: "member" as const, contextPath: deep, optional: true };
  const name = baseName(path);
  if (isIgnored(excluded, name)) return undefined;
  if (match.keepsParents) return matchParents(path, { ...match, pattern });
  if (into !== undefined && joinPath(into, name) !== path) return undefined;
  const directory = source.slice(0, source.length - baseName(source).length);
  const matched = context.files.filter((one) => pattern.test(one));
  const contextPath = matched.find((one) => baseName(one) === name) ?? `${directory}${name}`;
  if (!pattern.test(contextPath)) return undefined;
  const only = source.replace(/[*?]/g, "") === contextPath && matched.every((one) => one === contextPath);
  return { kind: only ? ("file" as const) : ("member" as const), contextPath, optional: true };
};

/** A directory that the pattern matches is copied without its name: the paths of a file below such ones. */
const placesBelow = (file: string, pattern: RegExp): readonly string[] =>
  withParents(file)
    .slice(1)
    .flatMap((directory) => (pattern.test(directory) ? [file.slice(directory.length + 1)] : []));

const matchParents = (path: string, { source, into, pattern }: SourceMatch & { readonly pattern: RegExp }) => {
  if (into === undefined || !isBelow(path, into)) return undefined;
  const rest = path.slice(into === "/" ? 1 : into.length + 1);
  const pivot = /^(.*\/)\.\//.exec(source)?.[1] ?? "";
  const contextPath = `${pivot}${rest}`;
  return pattern.test(contextPath) ? { kind: "member" as const, contextPath, optional: true } : undefined;
};

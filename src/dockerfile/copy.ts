import type { BuildContext } from "./build-context.ts";
import { baseName, globPattern, isBelow, joinPath } from "./image-path.ts";
import type { Instruction, ParsedDockerfile, Word } from "./parsed-dockerfile.ts";
import { expand, variablesAt, workdirAt } from "./scope.ts";

/** How a COPY or ADD source brings a path of the image. */
export interface CopySource {
  readonly word: Word;
  /** `file`: the source names this very file. `member`: it lies in a copied directory or glob. */
  readonly kind: "file" | "member" | "stage";
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
  const parts = copyArguments(at);
  if (parts === undefined) return undefined;
  const variables = variablesAt(file, at);
  const target = expand(parts.target.text, variables);
  const workdir = workdirAt(file, at);
  const absolute = target?.startsWith("/") || workdir !== undefined;
  const into = target === undefined || !absolute ? undefined : joinPath(workdir ?? "/", target);
  const isDirectory = /(?:^|\/)\.?\.?$/.test(target ?? "") || parts.sources.length > 1;
  for (const word of parts.sources.toReversed()) {
    const text = expand(word.text, variables);
    if (text === undefined || /^(?:\w+:\/\/|git@)/.test(text)) continue;
    const source = joinPath("/", text).slice(1);
    const found = matchSource(path, { source, into, isDirectory, context });
    if (!found) continue;
    const fromStage = at.flags.some((flag) => flag.name === "from");
    return { word, ...found, ...(fromStage ? { kind: "stage" as const } : {}) };
  }
  return undefined;
};

interface SourceMatch {
  readonly source: string;
  /** Undefined when the destination depends on an unknown variable: then names decide. */
  readonly into: string | undefined;
  readonly isDirectory: boolean;
  readonly context: BuildContext;
}

const matchSource = (path: string, match: SourceMatch): Omit<CopySource, "word"> | undefined => {
  if (/[*?[]/.test(match.source)) return matchGlob(path, match);
  return matchFile(path, match) ?? matchDirectory(path, match);
};

const matchFile = (path: string, { source, into, isDirectory, context }: SourceMatch) => {
  if (source === "" || context.files.some((one) => one.startsWith(`${source}/`))) return undefined;
  const inside = into === undefined ? path : joinPath(into, baseName(source));
  const named = into === undefined ? baseName(path) === baseName(source) : path === inside;
  if (!named && (isDirectory || path !== into)) return undefined;
  return { kind: "file" as const, contextPath: source, optional: false };
};

const matchDirectory = (path: string, { source, into, context }: SourceMatch) => {
  if (into === undefined || !isBelow(path, into)) return undefined;
  const rest = path.slice(into === "/" ? 1 : into.length + 1);
  const contextPath = source === "" ? rest : `${source}/${rest}`;
  const isDirectory = source === "" || context.files.some((one) => one.startsWith(`${source}/`));
  if (!isDirectory && (context.files.length > 0 || /\.\w+$/.test(baseName(source)))) return undefined;
  return { kind: "member" as const, contextPath, optional: true };
};

const matchGlob = (path: string, { source, into, context }: SourceMatch) => {
  const name = baseName(path);
  if (into !== undefined && joinPath(into, name) !== path) return undefined;
  const pattern = globPattern(source);
  const directory = source.slice(0, source.length - baseName(source).length);
  const matched = context.files.filter((one) => pattern.test(one));
  const contextPath = matched.find((one) => baseName(one) === name) ?? `${directory}${name}`;
  if (!pattern.test(contextPath)) return undefined;
  const only = source.replace(/[*?]/g, "") === contextPath && matched.every((one) => one === contextPath);
  return { kind: only ? ("file" as const) : ("member" as const), contextPath, optional: true };
};

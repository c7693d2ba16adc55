import type { Span } from "../../domain/finding.ts";
import type { BuildContext } from "../build-context.ts";
import { activeIgnoreFile, type Builder, isIgnored } from "../ignore-file.ts";
import type { Leak } from "../leak.ts";
import { memberCopies } from "../locate/copied-path.ts";
import { copyArguments } from "../locate/copy.ts";
import { MASK } from "../mask/mask-text.ts";
import { baseName, joinPath } from "../parse/image-path.ts";
import { readPairs } from "../parse/pairs.ts";
import { parseDockerfile } from "../parse/parse.ts";
import { type Instruction, lineAt, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { expand, variablesAt, workdirAt } from "../parse/scope.ts";
import { literalSpans } from "./literals.ts";
import { holdsSecret, mayHoldSecret } from "./secret-file.ts";
import { isSecretVariable } from "./secret-variable.ts";

export interface LintInput {
  readonly text: string;
  /** Path of the Dockerfile in the build context. */
  readonly path: string;
  readonly context: BuildContext;
  readonly builder: Builder;
  /** What a scan found in the text: spans in it, UTF-16. */
  readonly found: readonly Span[];
  /** A scan of a file of the context found a secret in it. */
  readonly foundIn: (path: string) => boolean;
}

/** What would leak through a Dockerfile, by names and shapes: leaks of secrets that nobody has seen. */
export const lintDockerfile = (input: LintInput): readonly Leak[] => {
  const file = parseDockerfile(input.text);
  const leaks = file.instructions.flatMap((at) => [
    ...variableLeaks(file, at, input.found),
    ...copyLeaks(file, at, input),
    ...literalLeaks(file, at, input.found),
  ]);
  return distinct([...leaks, ...contextLeaks(file, input)]);
};

const distinct = (leaks: readonly Leak[]): readonly Leak[] => [
  ...new Map(leaks.map((leak) => [JSON.stringify([leak.kind, leak.name, leak.path, leak.historyLine]), leak])).values(),
];

/** Not a preview: there is no value. */
const UNSEEN = "(not seen)";
const leakOf = (id: string, title: string, more: Pick<Leak, "kind" | "name" | "path" | "historyLine">): Leak => ({
  secretId: `lint:${id}`,
  title,
  preview: UNSEEN,
  ...more,
});

const TITLE = { ARG: "Build argument", ENV: "Environment variable", LABEL: "Label" } as const;

const variableLeaks = (file: ParsedDockerfile, at: Instruction, found: readonly Span[]): readonly Leak[] => {
  if (at.keyword === "ONBUILD") return onbuildLeaks(file, at);
  if (at.keyword !== "ARG" && at.keyword !== "ENV" && at.keyword !== "LABEL") return [];
  const keyword = at.keyword;
  return readPairs(at).flatMap((pair) => {
    const scanned = found.some((span) => inside(span, pair));
    const secret = keyword !== "LABEL" && isSecretPair(file, keyword, pair);
    const kind = keyword === "ARG" ? "history" : keyword === "ENV" ? "env" : "label";
    return scanned || secret ? [leakOf(pair.name, TITLE[keyword], { kind, name: pair.name })] : [];
  });
};

/** An ENV that copies an ARG holds its value; one that copies nothing, or a variable that is not there, is empty. */
const isSecretPair = (
  file: ParsedDockerfile,
  keyword: "ARG" | "ENV",
  { name, value }: { readonly name: string; readonly value?: string },
): boolean => {
  if (keyword === "ARG") return isSecretVariable(name, value === "" ? undefined : value);
  const copied = /^\$\{?(\w+)(?::?[-+][^}]*)?\}?$/.exec(value ?? "")?.[1];
  if (copied === undefined) return isSecretVariable(name, value ?? "");
  return isSecretVariable(name, undefined) && declaredArgs(file).has(copied);
};

const declaredArgs = (file: ParsedDockerfile): ReadonlySet<string> =>
  new Set(
    file.instructions.filter(({ keyword }) => keyword === "ARG").flatMap((at) => readPairs(at).map((one) => one.name)),
  );

const onbuildLeaks = (file: ParsedDockerfile, at: Instruction): readonly Leak[] => {
  const text = file.flat.slice(at.args.start, at.end);
  const [, keyword, name = "", value] = /^\s*(ARG|ENV)\s+(\w+)(?:[=\s]\s*["']?([^\s"']*))?/i.exec(text) ?? [];
  if (keyword === undefined || !isSecretVariable(name, value || undefined)) return [];
  return [leakOf(name, `ONBUILD ${keyword.toUpperCase()}`, { kind: "history", name })];
};

const copyLeaks = (file: ParsedDockerfile, at: Instruction, input: LintInput): readonly Leak[] => {
  const parts = copyArguments(at);
  if (parts === undefined || at.flags.some(({ name }) => name === "from")) return [];
  const variables = variablesAt(file, at);
  const target = expand(parts.target.text, variables);
  const workdir = workdirAt(file, at) ?? "/";
  if (target === undefined) return [];
  return parts.sources.flatMap(({ text }) => {
    const source = joinPath("/", expand(text, variables) ?? "").slice(1);
    if (source === "" || /[*?[]|:\/\//.test(text)) return [];
    const directory = parts.sources.length > 1 || /(?:^|\/)\.?\.?$/.test(target);
    const path = joinPath(workdir, directory ? `${target}/${baseName(source)}` : target);
    if (!holdsSecret(source, from(input)) && !(mayHoldSecret(path) && holdsUnseen(source, path, input))) return [];
    return [fileLeak(path)];
  });
};

/** `COPY .npmrc-ci .npmrc`: the name in the image says what it is. */
const holdsUnseen = (source: string, path: string, { context, foundIn }: LintInput): boolean =>
  holdsSecret(path.slice(1), {
    context: { files: context.files, read: () => context.read(source) },
    found: () => foundIn(source),
  });

const from = ({ context, foundIn }: LintInput) => ({ context, found: foundIn });

const fileLeak = (path: string): Leak => leakOf(path, "Secret file", { kind: "file", path: path.slice(1) });

/** Files of tests and examples have keys that open nothing. */
const SAMPLES = /(?:^|\/)(?:tests?|__tests__|spec|testdata|fixtures|examples?|samples?|docs?|vendor|third_party)\//i;

/** Files that come with a directory, and that the ignore file lets through. */
const contextLeaks = (file: ParsedDockerfile, input: LintInput): readonly Leak[] => {
  const { context, path: dockerfile, builder } = input;
  const ignore = activeIgnoreFile(context, { dockerfile, builder }).text ?? "";
  return context.files
    .filter((path) => !SAMPLES.test(path) && mayHoldSecret(path) && !isIgnored(ignore, path))
    .filter((path) => holdsSecret(path, from(input)))
    .flatMap((path) => memberCopies({ file, context }, path).map((copy) => fileLeak(copy.path)));
};

const COMMANDS = /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/;

/** One leak for all values of an instruction: its line is told with every one of them masked. */
const literalLeaks = (file: ParsedDockerfile, at: Instruction, found: readonly Span[]): readonly Leak[] => {
  const whole = { start: at.args.start, end: at.end };
  const scanned = found.filter((span) => inside(span, whole));
  const line = `line ${lineAt(file, at.start)}`;
  if (COMMANDS.test(at.keyword))
    return scanned.length > 0 ? [leakOf(line, `Value in ${at.keyword}`, { kind: "command" })] : [];
  if (at.keyword !== "RUN") return [];
  const spans = merged([...scanned, ...literalSpans(file, at)]);
  if (spans.length === 0) return [];
  return [leakOf(line, "Value in RUN", { kind: "history", historyLine: `RUN ${maskedText(file, whole, spans)}` })];
};

const inside = (span: Span, whole: Span): boolean => span.start >= whole.start && span.end <= whole.end;

const merged = (spans: readonly Span[]): readonly Span[] => {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || span.start > last.end) all.push(span);
    else all.splice(-1, 1, { start: last.start, end: Math.max(last.end, span.end) });
  }
  return all;
};

const maskedText = (file: ParsedDockerfile, whole: Span, spans: readonly Span[]): string => {
  const ends = [...spans.map(({ start }) => start), whole.end];
  const starts = [whole.start, ...spans.map(({ end }) => end)];
  return starts
    .map((start, index) => file.flat.slice(start, ends[index]))
    .join(MASK)
    .replace(/\s+/g, " ")
    .trim();
};

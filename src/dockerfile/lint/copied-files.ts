import { activeIgnoreFile, isIgnored, withParents } from "../ignore-file.ts";
import type { Leak } from "../leak.ts";
import { memberCopies } from "../locate/copied-path.ts";
import { copyArguments } from "../locate/copy.ts";
import { heredocFiles } from "../locate/heredoc-file.ts";
import { baseName, globPattern, joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { expand, isWorkdirKnown, variablesAt, workdirAt } from "../parse/scope.ts";
import { inside, type LintInput, leakOf } from "./lint-input.ts";
import { holdsSecret, isSample, mayHoldSecret } from "./secret-file.ts";

/** Files that a COPY or ADD brings by their names, by patterns, or written in it. */
export const copyLeaks = (file: ParsedDockerfile, at: Instruction, input: LintInput): readonly Leak[] => {
  if (at.flags.some(({ name }) => name === "from")) return [];
  return [...namedFiles(file, at, input), ...writtenFiles(file, at, input)].map((path) => fileLeak(file, at, path));
};

const fileLeak = (file: ParsedDockerfile, at: Instruction, path: string): Leak =>
  leakOf(path, "Secret file", {
    kind: "file",
    path: path.slice(1),
    ...(isAssumed(file, at) ? { isPathAssumed: true } : {}),
  });

/** The file lies where the base image says, which is not at hand. */
const isAssumed = (file: ParsedDockerfile, at: Instruction): boolean => {
  const target = (at.json ?? at.words).at(-1)?.text ?? "/";
  return !isWorkdirKnown(file, at) && expand(target, variablesAt(file, at))?.startsWith("/") !== true;
};

const namedFiles = (file: ParsedDockerfile, at: Instruction, input: LintInput): readonly string[] => {
  const parts = copyArguments(at);
  const variables = variablesAt(file, at);
  const target = parts && expand(parts.target.text, variables);
  if (parts === undefined || target === undefined) return [];
  const into = joinPath(workdirAt(file, at) ?? "/", target);
  return parts.sources.flatMap(({ text }) => {
    const source = joinPath("/", expand(text, variables) ?? "").slice(1);
    if (source === "" || /:\/\//.test(text)) return [];
    if (/[*?[]/.test(source)) return matching(source, { into, input });
    const isDirectory = parts.sources.length > 1 || /(?:^|\/)\.?\.?$/.test(target);
    const path = isDirectory ? joinPath(into, baseName(source)) : into;
    const isSecret = holdsSecret(source, from(input)) || holdsUnseen(source, path, input) || isProven(source, input);
    return isSecret ? [path] : [];
  });
};

/** A directory that the pattern matches is copied without its name. */
const matching = (
  glob: string,
  { into, input }: { readonly into: string; readonly input: LintInput },
): readonly string[] => {
  const pattern = globPattern(glob);
  const ignore = ignoreText(input);
  return input.context.files.flatMap((path) => {
    const root = withParents(path).findLast((one) => pattern.test(one));
    if (root === undefined || isIgnored(ignore, path)) return [];
    if (!holdsSecret(path, from(input)) && !isProven(path, input)) return [];
    return [joinPath(into, root === path ? baseName(path) : path.slice(root.length + 1))];
  });
};

/** Bodies of heredocs. */
const writtenFiles = (file: ParsedDockerfile, at: Instruction, input: LintInput): readonly string[] =>
  heredocFiles(file, at).flatMap(({ heredoc, path }) => {
    const found = input.found.filter(({ span }) => inside(span, heredoc.body));
    const text = file.text.slice(heredoc.body.start, heredoc.body.end);
    const isSecret =
      found.some(({ byName, isSure }) => !byName || isSure) ||
      holdsSecret(path.slice(1), { context: { files: [], read: () => text }, found: () => found.length > 0 });
    return isSecret ? [path] : [];
  });

/** `COPY .npmrc-ci .npmrc`: the name in the image says what it is. That of a sample says there is nothing in it. */
const holdsUnseen = (source: string, path: string, { context, foundIn }: LintInput): boolean =>
  !isSample(source) &&
  holdsSecret(path.slice(1), {
    context: { files: context.files, read: () => context.read(source) },
    found: () => foundIn(source) !== undefined,
  });

const from = ({ context, foundIn }: LintInput) => ({ context, found: (path: string) => foundIn(path) !== undefined });

/** Whatever it is called. What a name alone speaks for is in source code everywhere. */
const isProven = (path: string, { foundIn }: LintInput): boolean => foundIn(path) === "format";

const ignoreText = ({ context, path, builder }: LintInput): string =>
  activeIgnoreFile(context, { dockerfile: path, builder }).text ?? "";

/** Files of tests and examples have keys that open nothing. */
const SAMPLES = /(?:^|\/)(?:tests?|__tests__|spec|testdata|fixtures|examples?|samples?|docs?|vendor|third_party)\//i;
/** Not listed with the sources; of a clone it may hold the login that it was made with. */
const GIT_CONFIG = ".git/config";

/** Files that come with a directory, and that the ignore file lets through. */
export const contextLeaks = (file: ParsedDockerfile, input: LintInput): readonly Leak[] => {
  const { context } = input;
  if (!file.instructions.some(isFromContext)) return [];
  const ignore = ignoreText(input);
  const repository = context.read(GIT_CONFIG) === undefined || context.files.includes(GIT_CONFIG) ? [] : [GIT_CONFIG];
  return [...context.files, ...repository]
    .filter((path) => !SAMPLES.test(path) && (holdsSecret(path, from(input)) || isOpenlyProven(path, input)))
    .filter((path) => !isIgnored(ignore, path))
    .flatMap((path) => memberCopies({ file, context }, path).map((copy) => fileLeak(file, copy.at, copy.path)));
};

const isFromContext = (at: Instruction): boolean =>
  copyArguments(at) !== undefined && !at.flags.some(({ name }) => name === "from");

/** The Dockerfile itself is copied too: what stands in it is told of its instructions. */
const isOpenlyProven = (path: string, input: LintInput): boolean =>
  path !== input.path && !mayHoldSecret(path) && isProven(path, input);

import type { Span } from "../../domain/finding.ts";
import type { Leak } from "../leak.ts";
import { MASK } from "../mask/mask-text.ts";
import { argumentText, isScript } from "../parse/argument-text.ts";
import { type Pair, readPairs } from "../parse/pairs.ts";
import { parseDockerfile } from "../parse/parse.ts";
import { type Instruction, lineAt, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { contextLeaks, copyLeaks } from "./copied-files.ts";
import { credentialNames } from "./credential-names.ts";
import { type FoundSpan, inside, type LintInput, leakOf } from "./lint-input.ts";
import { literalSpans } from "./literals.ts";
import { mountedLeaks } from "./mounted-secrets.ts";
import { isSecretValue, isSecretVariable } from "./secret-variable.ts";

/** What would leak through a Dockerfile, by names and shapes: leaks of secrets that nobody has seen. */
export const lintDockerfile = (input: LintInput): readonly Leak[] => {
  const file = parseDockerfile(input.text);
  const leaks = file.instructions.flatMap((at) =>
    at.keyword === "ONBUILD" ? onbuildLeaks(file, at, input) : instructionLeaks(file, at, input),
  );
  return distinct([...leaks, ...contextLeaks(file, input)]);
};

const instructionLeaks = (file: ParsedDockerfile, at: Instruction, input: LintInput): readonly Leak[] => [
  ...variableLeaks(file, at, input.found),
  ...copyLeaks(file, at, input),
  ...literalLeaks(file, at, input.found),
  ...mountedLeaks(file, at),
];

const distinct = (leaks: readonly Leak[]): readonly Leak[] => [
  ...new Map(
    leaks.map((leak) => [JSON.stringify([leak.kind, leak.name, leak.path, leak.field, leak.historyLine]), leak]),
  ).values(),
];

const TITLE = { ARG: "Build argument", ENV: "Environment variable", LABEL: "Label" } as const;

const variableLeaks = (file: ParsedDockerfile, at: Instruction, found: readonly FoundSpan[]): readonly Leak[] => {
  if (at.keyword !== "ARG" && at.keyword !== "ENV" && at.keyword !== "LABEL") return [];
  const keyword = at.keyword;
  const given = credentialNames(file);
  return readPairs(at).flatMap((pair) => {
    const scanned = found.some(
      (one) => inside(one.span, valueSpan(pair)) && (!one.byName || one.isSure || isNested(file, pair, one.span)),
    );
    const used = given.has(pair.name) && isGivenValue(keyword, pair.value);
    const secret = keyword !== "LABEL" && (used || isSecretPair(file, keyword, pair));
    const kind = keyword === "ARG" ? "history" : keyword === "ENV" ? "env" : "label";
    return scanned || secret ? [leakOf(pair.name, TITLE[keyword], { kind, name: pair.name })] : [];
  });
};

/** What is read as the value of an empty pair before may be the name of the next one. */
const valueSpan = ({ name, start, end }: Pair): Span => ({ start: Math.min(start + name.length + 1, end), end });

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

/** A setting in the value has a name of its own: `Password=...;`, `-Dapp.password=...`. */
const isNested = (file: ParsedDockerfile, pair: Span, { start }: Span): boolean =>
  !/^[\w.-]+[=\s]\s*["']?$/.test(file.text.slice(pair.start, start));

/** An argument that the build is given, or a value that no stand-in has. */
const isGivenValue = (keyword: "ARG" | "ENV" | "LABEL", value = ""): boolean =>
  value === "" ? keyword === "ARG" : !value.includes("$") && isSecretValue(value);

const declaredArgs = (file: ParsedDockerfile): ReadonlySet<string> =>
  new Set(
    file.instructions.filter(({ keyword }) => keyword === "ARG").flatMap((at) => readPairs(at).map((one) => one.name)),
  );

/**
 * What the instruction behind ONBUILD would bring, read as one of a Dockerfile of its own. Every ONBUILD stands for itself:
 * its place among them tells it from others.
 */
const onbuildLeaks = (file: ParsedDockerfile, at: Instruction, input: LintInput): readonly Leak[] => {
  const head = `# escape=${file.escape}\nFROM scratch\n`;
  const text = `${head}${file.text.slice(at.args.start, at.end)}\n`;
  const moved = at.args.start - head.length;
  const own = parseDockerfile(text);
  const triggered = own.instructions[1];
  if (own.problem !== undefined || triggered === undefined) return [];
  const found = input.found
    .filter(({ span }) => inside(span, { start: at.args.start, end: at.end }))
    .map((one) => ({ ...one, span: { start: one.span.start - moved, end: one.span.end - moved } }));
  const field = `OnBuild[${file.instructions.filter((one) => one.keyword === "ONBUILD").indexOf(at)}]`;
  return instructionLeaks(own, triggered, { ...input, text, found }).map((leak) =>
    leak.name === undefined
      ? leakOf(leak.path === undefined ? `line ${lineAt(file, at.start)}` : `/${leak.path}`, titleOf(leak, triggered), {
          kind: "command",
          field,
        })
      : leakOf(leak.name, `ONBUILD ${triggered.keyword}`, { kind: "history", name: leak.name }),
  );
};

const titleOf = (leak: Leak, { keyword }: Instruction): string =>
  leak.kind === "file" ? `${leak.title} of ONBUILD ${keyword}` : `Value in ONBUILD ${keyword}`;

const COMMANDS = /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/;
/** Of these each variable is told by itself, or what they hold is no secret of the image. */
const TOLD_OTHERWISE = /^(?:FROM|ARG|ENV|LABEL|ONBUILD)$/;

/** One leak for all values of an instruction: its line is told with every one of them masked. */
const literalLeaks = (file: ParsedDockerfile, at: Instruction, found: readonly FoundSpan[]): readonly Leak[] => {
  if (TOLD_OTHERWISE.test(at.keyword)) return [];
  const whole = toldInHistory(file, at);
  const scanned = found.map(({ span }) => span).filter((span) => inside(span, whole));
  const isRead = at.keyword === "RUN" || COMMANDS.test(at.keyword) || /:\/\//.test(argumentText(file, at));
  const spans = merged([...scanned, ...(isRead ? literalSpans(file, at) : [])]);
  if (spans.length === 0) return [];
  const id = `line ${lineAt(file, at.start)}`;
  const title = `Value in ${at.keyword}`;
  if (COMMANDS.test(at.keyword)) return [leakOf(id, title, { kind: "command", field: fieldOf(at) })];
  // The history tells the words of the JSON form without its marks.
  const words = at.keyword === "RUN" ? at.json : undefined;
  const masked = words
    ? words.map(({ start, end }) => maskedText(file, { start: start + 1, end: end - 1 }, spans)).join(" ")
    : maskedText(file, whole, spans);
  return [leakOf(id, title, { kind: "history", historyLine: `${at.keyword} ${masked}` })];
};

/** Of a script the history has its body only; the heredoc of a COPY is a file. */
const toldInHistory = (file: ParsedDockerfile, at: Instruction): Span => {
  const [script] = at.heredocs;
  if (at.keyword === "RUN" && script !== undefined && isScript(file, at)) return script.body;
  return { start: at.args.start, end: /^(?:COPY|ADD)$/.test(at.keyword) ? at.args.end : at.end };
};

/** As the config of the image names it. */
const fieldOf = ({ keyword }: Instruction): string => `${keyword.slice(0, 1)}${keyword.slice(1).toLowerCase()}`;

const merged = (spans: readonly Span[]): readonly Span[] => {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last === undefined || span.start > last.end) all.push(span);
    else all.splice(-1, 1, { start: last.start, end: Math.max(last.end, span.end) });
  }
  return all;
};

const maskedText = (file: ParsedDockerfile, whole: Span, all: readonly Span[]): string => {
  const spans = all.filter((span) => inside(span, whole));
  const ends = [...spans.map(({ start }) => start), whole.end];
  const starts = [whole.start, ...spans.map(({ end }) => end)];
  return starts
    .map((start, index) => file.flat.slice(start, ends[index]))
    .join(MASK)
    .replace(/\s+/g, " ")
    .trim();
};

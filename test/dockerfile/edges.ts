import { FRAMEWORKS } from "../../src/dockerfile/literal/frameworks.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import type { Instruction } from "../../src/dockerfile/parse/parsed-dockerfile.ts";
import { isBundledName, isToolVariable } from "../../src/dockerfile/shell/known-tools.ts";
import type { Case } from "./cases.ts";

/** Another way to write the same Dockerfile. The fix of what is written so must be the fix, written so. */
export interface Edge {
  readonly name: string;
  /** Undefined where this Dockerfile cannot be written so, or is already. */
  readonly change: (text: string) => string | undefined;
  /** What of the fixed text is compared with the same of what is expected; default: all of it. */
  readonly compared?: (text: string) => string;
  /** What is expected when it is not the changed text: what was added goes again. */
  readonly undo?: (text: string) => string;
  readonly skips?: (one: Case) => boolean;
  /** The history line that the same instruction leaves when it is written so; default: the same. */
  readonly history?: (line: string) => string;
}

/** The same pattern in another project. No verdict may hang on how a sample names its things. */
export interface Recast {
  readonly name: string;
  readonly recast: (one: Case) => Case | undefined;
}

type Rewrite = (source: string, at: Instruction) => string | undefined;

/** Rewrites instructions one by one, the last first. */
const each = (text: string, rewrite: Rewrite): string =>
  parseDockerfile(text).instructions.reduceRight((changed, at) => {
    const replacement = rewrite(text.slice(at.start, at.end), at);
    return replacement === undefined ? changed : changed.slice(0, at.start) + replacement + changed.slice(at.end);
  }, text);

/** Undefined when nothing is rewritten. */
const some = (rewrite: Rewrite) => (text: string) => {
  const changed = each(text, rewrite);
  return changed === text ? undefined : changed;
};

const isPlain = (text: string): boolean =>
  !text.includes("\r") && !text.startsWith("\uFEFF") && !/^#\s*escape/im.test(text);
const CONTINUED = /\\[ \t]*\n/g;
const inHeader = (source: string, at: Instruction, change: (header: string) => string): string | undefined => {
  const changed = at.heredocs.length > 0 ? source : change(source);
  return changed === source ? undefined : changed;
};

const lower: Rewrite = (source, at) => {
  const args = source.slice(at.keyword.length);
  return at.keyword.toLowerCase() + (at.keyword === "FROM" ? args.replace(/ AS /i, " as ") : args);
};

const trailingBlanks: Rewrite = (source, at) => inHeader(source, at, (text) => text.replace(CONTINUED, "\\ \t\n"));
const tabs: Rewrite = (source, at) =>
  inHeader(source, at, (text) => text.replace(/(\\[ \t]*\n(?:[ \t]*#.*\n)*) +/g, "$1\t"));
const NOTE = "  # a note\n";
const BLANK = "\n";
const withLines =
  (line: string): Rewrite =>
  (source, at) =>
    inHeader(source, at, (text) => text.replace(CONTINUED, (all) => all + line));
const isFileForm = ({ after }: Case): boolean => after.includes("$(cat /run/secrets");

/**
 * `RUN x` as a script of its own. The shell reads the escape of a line end as the builder does; comments, and blanks behind
 * an escape, only the builder takes out. A word across two lines is whole to the shell.
 */
const heredoc: Rewrite = (source, at) => {
  const [header, args] = [source.slice(0, at.args.start - at.start), source.slice(at.args.start - at.start)];
  if (at.keyword !== "RUN" || at.json || at.glued || at.heredocs.length > 0 || args.includes("<<")) return undefined;
  const lines = args.replace(CONTINUED, "\\\n").split("\n");
  const body = lines.filter((line) => !/^[ \t]*(?:#.*)?$/.test(line)).join("\n");
  return header.includes("\n") ? undefined : `${header}<<SCRIPT\n${body}\nSCRIPT`;
};

/**
 * The shell gets the carriage returns of a script, so behind an escape one would be a word: commands are joined on one line.
 * Source: https://github.com/moby/buildkit/issues/4282
 */
const joints: Rewrite = (source, at) =>
  at.heredocs.length > 0 ? source.replaceAll("&& \\\r\n    ", "&& ") : undefined;

/** The history of a script has its line ends. */
const historyOfScript = (line: string): string => line.replace(/ (?=(?: {4}|\t)\S)/g, " \\\n");

const json: Rewrite = (source, at) => {
  if (!/^(?:COPY|ADD)$/.test(at.keyword) || at.json || at.heredocs.length > 0 || /[\n"'\\]/.test(source))
    return undefined;
  return `${source.slice(0, at.args.start - at.start)}[${at.words.map((word) => JSON.stringify(word.text)).join(", ")}]`;
};

const KEPT = "ZZ_KEPT=1";
const isPairs = (source: string, at: Instruction): boolean =>
  /^(?:ARG|ENV)$/.test(at.keyword) &&
  at.words.every((word, index) => word.text.includes("=") || (at.keyword === "ARG" && index >= 0)) &&
  !source.includes("\n");
const pairBehind: Rewrite = (source, at) => (isPairs(source, at) ? `${source} ${KEPT}` : undefined);
const pairBefore: Rewrite = (source, at) =>
  isPairs(source, at)
    ? `${source.slice(0, at.args.start - at.start)}${KEPT} ${source.slice(at.args.start - at.start)}`
    : undefined;
const withoutPairs = (text: string): string =>
  text
    .replace(/^[ \t]*(?:ARG|ENV)\s+ZZ_KEPT=1\r?\n/gim, "")
    .replaceAll(` ${KEPT}`, "")
    .replaceAll(`${KEPT} `, "");
const hasLastLineEnd = ({ before }: Case): boolean => before.endsWith("\n");

const EXTRA = "zz-kept.txt";
const source: Rewrite = (text, at) => {
  const target = at.words.at(-1)?.text ?? "";
  if (
    !/^(?:COPY|ADD)$/.test(at.keyword) ||
    at.json ||
    at.heredocs.length > 0 ||
    text.includes("\n") ||
    !/(?:\/|^\.)$/.test(target) ||
    at.words.length < 2
  )
    return undefined;
  return `${text.slice(0, at.args.start - at.start)}${EXTRA} ${text.slice(at.args.start - at.start)}`;
};

/** Other instructions than a RUN read their escapes themselves; what a RUN holds is the shell's. */
const hasOwnEscapes = (text: string): boolean =>
  parseDockerfile(text).instructions.some(
    (at) => at.keyword !== "RUN" && /\\(?![ \t]*\n)/.test(text.slice(at.start, at.end)),
  );

const escapeLine = (text: string): string => {
  const syntax = /^(?:#\s*syntax.*\n)?/i.exec(text)?.[0] ?? "";
  return `${syntax}# escape=\`\n${text.slice(syntax.length)}`;
};

export const EDGES: readonly Edge[] = [
  {
    name: "CRLF",
    change: (text) => (isPlain(text) ? text.replaceAll("\n", "\r\n") : undefined),
    compared: (text) => each(text, joints),
  },
  { name: "a BOM", change: (text) => (text.startsWith("\uFEFF") ? undefined : `\uFEFF${text}`) },
  { name: "no line end at the end", change: (text) => (text.endsWith("\n") ? text.replace(/\r?\n$/, "") : undefined) },
  { name: "lower case", change: some(lower) },
  {
    name: "escape=`",
    change: (text) =>
      isPlain(text) && !/[`]|<<|^#\s*check/i.test(text) && !hasOwnEscapes(text)
        ? escapeLine(text.replace(/\\(?=[ \t]*\n)/g, "`"))
        : undefined,
  },
  {
    name: "tabs",
    change: (text) => (isPlain(text) ? some(tabs)(text) : undefined),
    compared: (text) => each(text, tabs),
  },
  {
    name: "blanks behind the escape",
    change: (text) => (isPlain(text) ? some(trailingBlanks)(text) : undefined),
    compared: (text) => each(text, trailingBlanks),
  },
  {
    name: "comments in continuations",
    change: (text) => (isPlain(text) ? some(withLines(NOTE))(text) : undefined),
    undo: (text) => text.replaceAll(NOTE, ""),
  },
  {
    name: "blank lines in continuations",
    change: (text) => (isPlain(text) && !text.includes("\n\n") ? some(withLines(BLANK))(text) : undefined),
    undo: (text) => text.replace(/\n\n+/g, "\n"),
  },
  {
    name: "heredocs",
    change: (text) => (isPlain(text) ? some(heredoc)(text) : undefined),
    skips: isFileForm,
    history: historyOfScript,
  },
  { name: "a pair behind", change: some(pairBehind), undo: withoutPairs, skips: (one) => !hasLastLineEnd(one) },
  { name: "a pair in front", change: some(pairBefore), undo: withoutPairs, skips: (one) => !hasLastLineEnd(one) },
  {
    name: "COPY in JSON form",
    change: some(json),
    // What is handed over from a new stage has no form to follow.
    compared: (text) => each(text, (source, at) => (/--from=with-secret/.test(source) ? json(source, at) : undefined)),
  },
  {
    name: "COPY with another source",
    change: some(source),
    undo: (text) => text.replace(/^(?:COPY|ADD)(?: --\S+)* zz-kept\.txt \S+\n/gim, "").replaceAll(`${EXTRA} `, ""),
    history: (line) => line.replace(/^(?:COPY|ADD) (?=.* (?:\S*\/|\.)(?: # buildkit)?$)/, (all) => `${all}${EXTRA} `),
  },
];

/** The change made to all that a case says; undefined when it says nothing of the kind. */
const everywhere = (one: Case, change: (text: string) => string): Case | undefined => {
  const before = change(one.before);
  if (before === one.before) return undefined;
  const { ignoreFile, ...expected } = one.expected;
  return {
    ...one,
    before,
    after: change(one.after),
    leaks: JSON.parse(change(JSON.stringify(one.leaks))),
    files: one.files && Object.fromEntries(Object.entries(one.files).map(([path, text]) => [path, change(text)])),
    expected: {
      ...expected,
      buildFlags: expected.buildFlags.map(change),
      ...(ignoreFile && { ignoreFile: { ...ignoreFile, after: change(ignoreFile.after) } }),
    },
  };
};

const isFrameworkName = (name: string): boolean => FRAMEWORKS.some(({ names }) => names.test(name));

/** Names that tools or frameworks give a meaning stay. */
const otherNames = (one: Case): Case | undefined => {
  const names = one.leaks.flatMap(({ name = "" }) =>
    /^\w+$/.test(name) &&
    !isToolVariable(name) &&
    !isBundledName(name) &&
    !isFrameworkName(name) &&
    !/_proxy$/i.test(name)
      ? [name]
      : [],
  );
  return everywhere(one, (text) =>
    names.reduce(
      (changed, name, at) =>
        changed.replace(new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`, "g"), `ZZ_OTHER_${at}`),
      text,
    ),
  );
};

const otherFolder = (one: Case): Case | undefined =>
  /WORKDIR app/i.test(one.before)
    ? undefined
    : everywhere(one, (text) =>
        text.replace(/\/app(?![\w.-])/g, "/srv/web").replace(/("path":"\/?)app\//g, "$1srv/web/"),
      );

const otherVersions = (one: Case): Case | undefined =>
  everywhere(one, (text) => text.replace(/^(FROM [\w./-]+):[\w.-]+/gim, (_all, image: string) => `${image}:99.1`));

/** A stage that the fix makes is built FROM one that has the steps already. */
const otherSteps = (one: Case): Case | undefined => {
  const bases = new Set(parseDockerfile(one.before).stages.map(({ base }) => base));
  const withSteps = (text: string): string =>
    some((source, at) =>
      at.keyword === "FROM" && bases.has(at.words[0]?.text ?? "")
        ? `${source}\nLABEL zz.kept=1\nEXPOSE 8080`
        : undefined,
    )(text) ?? text;
  return isPlain(one.before) ? { ...one, before: withSteps(one.before), after: withSteps(one.after) } : undefined;
};

export const RECASTS: readonly Recast[] = [
  { name: "other names", recast: otherNames },
  { name: "another folder", recast: otherFolder },
  { name: "images of other versions", recast: otherVersions },
  { name: "other steps in front", recast: otherSteps },
];

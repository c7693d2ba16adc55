import type { Span } from "../domain/finding.ts";

/** A value that a history line assigns to a name. The span is that of the value, in bytes of the line as UTF-8. */
interface Assignment {
  readonly name: string;
  readonly span: Span;
}

export interface HistoryLine {
  /** Values of the `|N NAME=value ...` prefix: the build args that a RUN saw. */
  readonly buildArgs: readonly Assignment[];
  /** Values of an `ENV`, `ARG` or `LABEL` line. */
  readonly assignments: readonly Assignment[];
}

/**
 * Parses `created_by`: `|2 A=1 B=two words /bin/sh -c cmd` of the classic builder and `RUN |2 A=1 ... # buildkit` of
 * BuildKit. Neither quotes values, so a value that looks like ` NAME=` may be cut in two; `declared`, the names of ARG
 * lines of the same image, settle that. Together the spans always cover every value.
 */
export const parseHistoryLine = (line: string, declared: ReadonlySet<string> = new Set()): HistoryLine => {
  // One character per byte: positions are byte offsets.
  const text = Buffer.from(line.slice(0, LONGEST)).toString("latin1", 0, LONGEST);
  const prefix = BUILD_ARGS.exec(text);
  if (prefix !== null) {
    const start = prefix[0].length;
    return { buildArgs: buildArgs(text, { start, count: Number(prefix[1]), declared }), assignments: [] };
  }
  const instruction = INSTRUCTION.exec(text);
  if (instruction === null) return { buildArgs: [], assignments: [] };
  const words = assignmentWords(text, instruction[0].length);
  return { buildArgs: [], assignments: spans(words, text.replace(/ # buildkit$/, "").length) };
};

/** Names that `ARG` lines declare. */
export const declaredArgs = (lines: Iterable<string>): ReadonlySet<string> => {
  const names = [...lines].map((line) => ARG.exec(line)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
};

/** Bytes of a line that are read; what stands behind is a heredoc, or made to take long. */
const LONGEST = 64 * 1024;
const BUILD_ARGS = /^(?:RUN )?\|(\d{1,4}) /;
const INSTRUCTION = /^(?:\/bin\/sh -c #\(nop\) +)?(?:ENV|ARG|LABEL) +/;
const ARG = /^(?:\/bin\/sh -c #\(nop\) +)?ARG +([A-Za-z_]\w*)/;
const ASSIGNMENT = /^([A-Za-z_][\w.-]*)=/;
const SHELL = /^(?:.*[/\\])?(?:sh|ash|bash|dash|ksh|zsh|fish|busybox|cmd|powershell|pwsh)(?:\.exe)?$/i;

interface Word {
  readonly name: string;
  readonly start: number;
  /** Of the value. */
  readonly value: number;
}

const buildArgs = (
  text: string,
  {
    start,
    count,
    declared,
  }: { readonly start: number; readonly count: number; readonly declared: ReadonlySet<string> },
): readonly Assignment[] => {
  const words = assignmentWords(text, start);
  const end = commandStart(text, { start, words, count });
  const before = words.filter((word) => word.start < (end ?? text.length));
  const known = before.filter(({ name }) => declared.has(name));
  const chosen = (known.length >= count ? known : before).slice(0, count);
  const last = chosen.at(-1);
  if (last === undefined) return [];
  // Without a shell the command may be any word: then the value is its first one.
  return spans(chosen, end === undefined ? wordEnd(text, last.value) : end - 1);
};

/** Words `NAME=...` from `start` on; words are parted by single spaces. */
const assignmentWords = (text: string, start: number): readonly Word[] => {
  const found: Word[] = [];
  for (let at = start; at < text.length; at = wordEnd(text, at) + 1) {
    const name = ASSIGNMENT.exec(text.slice(at, Math.min(wordEnd(text, at), at + LONGEST_NAME)))?.[1];
    if (name !== undefined) found.push({ name, start: at, value: at + name.length + 1 });
  }
  return found;
};
const LONGEST_NAME = 256;

/** Where the first shell with an option stands behind at least `count` assignments. */
const commandStart = (
  text: string,
  { start, words, count }: { readonly start: number; readonly words: readonly Word[]; readonly count: number },
): number | undefined => {
  const from = words[count - 1]?.start ?? start;
  for (let at = from; at < text.length; at = wordEnd(text, at) + 1) {
    const end = wordEnd(text, at);
    const option = text[end + 1];
    const long = end - at > LONGEST_NAME;
    if (at > from && !long && (option === "-" || option === "/") && SHELL.test(text.slice(at, end))) return at;
  }
  return undefined;
};

/** Each value reaches to the space before the next name. */
const spans = (words: readonly Word[], end: number): readonly Assignment[] =>
  words.map(({ name, value }, at) => {
    const next = words[at + 1];
    const stop = next === undefined ? end : next.start - 1;
    return { name, span: { start: value, end: Math.max(value, stop) } };
  });

const wordEnd = (line: string, from: number): number => {
  const end = line.indexOf(" ", from);
  return end < 0 ? line.length : end;
};

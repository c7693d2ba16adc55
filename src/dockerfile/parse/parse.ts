import { createRequire } from "node:module";
import { readDirectives } from "./directives.ts";
import { fileProblem, sizeProblem } from "./file-problem.ts";
import type { Instruction, ParsedDockerfile, Stage } from "./parsed-dockerfile.ts";
import { type LogicalLine, splitDockerfile } from "./split.ts";
import { splitFlags, splitJson, splitWords } from "./words.ts";

let last: ParsedDockerfile | undefined;

/**
 * Reads any text; what cannot be trusted for editing has `problem` set. Never throws. The text of the call before is not
 * read again: one Dockerfile is searched for hundreds of leaks, one after the other.
 */
export const parseDockerfile = (text: string): ParsedDockerfile => {
  if (last?.text !== text) last = read(text);
  return last;
};

const read = (text: string): ParsedDockerfile => {
  const { at, escape: mark, syntax, problem: refused } = readDirectives(text);
  const tooLarge = sizeProblem(text);
  const { lines, flat } = tooLarge ? { lines: [], flat: text } : splitDockerfile(text, mark);
  const instructions = readInstructions(lines, { flat, escape: mark });
  const problem = tooLarge ?? refused ?? readingProblem({ text, mark, lines, instructions, syntax });
  return {
    text,
    flat,
    escape: mark,
    eol: /\r\n/.test(text) ? "\r\n" : "\n",
    directivesAt: at,
    instructions,
    stages: readStages(instructions),
    ...(syntax ? { syntax } : {}),
    ...(problem ? { problem } : {}),
  };
};

const readingProblem = (file: {
  readonly text: string;
  readonly mark: string;
  readonly lines: readonly LogicalLine[];
  readonly instructions: readonly Instruction[];
  readonly syntax: string | undefined;
}): string | undefined => {
  const { text, mark, lines, instructions, syntax } = file;
  return (
    fileProblem({ text, instructions, ...(syntax ? { syntax } : {}) }) ??
    openHeredoc(text, lines) ??
    recount(text, mark, lines)
  );
};

const FLAGGED = new Set(["RUN", "COPY", "ADD", "FROM", "HEALTHCHECK"]);
const QUOTED = new Set(["ENV", "ARG", "LABEL"]);

const readInstructions = (lines: readonly LogicalLine[], file: { flat: string; escape: string }): Instruction[] => {
  let stage = -1;
  return lines.map((line, index) => {
    if (line.keyword === "FROM") stage += 1;
    const keywordEnd = line.start + line.keyword.length;
    const rest = { start: keywordEnd, end: line.headerEnd };
    const { flags, args } = FLAGGED.has(line.keyword)
      ? splitFlags(file.flat, rest)
      : { flags: [], args: skipBlanks(file.flat, rest) };
    const json = splitJson(file.flat, args);
    const words = splitWords(file.flat, args, QUOTED.has(line.keyword) ? { escape: file.escape } : undefined);
    const { start, end, keyword, heredocs, glued } = line;
    const base = { index, keyword, keywordEnd, stage, start, end, flags, args, words, heredocs, glued };
    return json ? { ...base, json } : base;
  });
};

const skipBlanks = (flat: string, span: { start: number; end: number }) => {
  const blanks = /^\s*/.exec(flat.slice(span.start, span.end))?.[0].length ?? 0;
  return { start: span.start + blanks, end: span.end };
};

const readStages = (instructions: readonly Instruction[]): Stage[] => {
  const stages: Stage[] = [];
  for (const { keyword, words } of instructions) {
    if (keyword !== "FROM") continue;
    const base = words[0]?.text ?? "";
    const name = words[1]?.text.toLowerCase() === "as" ? words[2]?.text.toLowerCase() : undefined;
    const parent = stages.findLast((stage) => stage.name !== undefined && stage.name === base.toLowerCase())?.index;
    stages.push({
      index: stages.length,
      base,
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { parent }),
    });
  }
  return stages;
};

const openHeredoc = (text: string, lines: readonly LogicalLine[]): string | undefined => {
  const open = lines.find((line) => line.isOpen);
  return open && `the heredoc of line ${text.slice(0, open.start).split("\n").length} is never closed`;
};

/** A second reading by dockerfile-ast; a different list of instructions means that one of the two is wrong. */
const recount = (text: string, mark: string, lines: readonly LogicalLine[]): string | undefined => {
  const { DockerfileParser }: typeof import("dockerfile-ast") = load("dockerfile-ast");
  const count = DockerfileParser.parse(mend(text, mark, lines)).getInstructions();
  const theirs = count.map((line) => `${line.getRange().start.line}:${line.getKeyword().toUpperCase()}`);
  const ours = lineNumbers(text, lines).map((number, index) => `${number}:${lines[index]?.keyword}`);
  return theirs.join() === ours.join() ? undefined : "two parsers read different instructions in this file";
};

/** With the first Dockerfile: every scan can read one, and few do. */
const load = createRequire(import.meta.url);

/** 0-based. */
const lineNumbers = (text: string, lines: readonly LogicalLine[]): readonly number[] => {
  let number = 0;
  let at = 0;
  return lines.map((line) => {
    for (; at < line.start; at += 1) if (text[at] === "\n") number += 1;
    return number;
  });
};

/**
 * Without what dockerfile-ast is known to misread, at the same lines: a doubled escape at the end of a line (no
 * continuation), `<<` that is no heredoc, and heredocs whose delimiter is more than one plain or quoted word.
 */
const mend = (text: string, mark: string, lines: readonly LogicalLine[]): string => {
  let result = "";
  let at = 0;
  for (const { start, headerEnd, end, heredocs } of lines) {
    const header = text.slice(start, headerEnd);
    const marks = header.match(/<</g)?.length ?? 0;
    if (marks === 0 || (marks === heredocs.length && marks === (header.match(PLAIN_HEREDOC)?.length ?? 0))) continue;
    const bodies = heredocs.length > 0 ? text.slice(headerEnd, end) : "";
    result += text.slice(at, start) + header.replaceAll("<<", "..") + bodies.replace(/[^\r\n]/g, " ");
    at = headerEnd + bodies.length;
  }
  return (result + text.slice(at)).replace(mark === "`" ? /``(?=[ \t]*\r?$)/gm : /\\\\(?=[ \t]*\r?$)/gm, "..");
};

const PLAIN_HEREDOC = /(?<=\s)<<-?(?:\w+|"\w+"|'\w+')(?=\s|$)/g;

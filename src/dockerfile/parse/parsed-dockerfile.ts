import type { Span } from "../../domain/finding.ts";

/** A word as written, with its place in the file. */
export interface Word extends Span {
  readonly text: string;
}

/** `--name=value` in front of the arguments. */
export interface Flag extends Span {
  readonly name: string;
  readonly value: string;
}

/** `<<EOF ... EOF`; `body` excludes the line of the closing delimiter. */
export interface Heredoc {
  readonly delimiter: string;
  readonly body: Span;
}

/** One instruction. Spans are UTF-16 offsets in the whole file, end exclusive, without the line end. */
export interface Instruction extends Span {
  /** Position in `ParsedDockerfile.instructions`. */
  readonly index: number;
  /** Upper case. */
  readonly keyword: string;
  readonly keywordEnd: number;
  /** -1 before the first FROM. */
  readonly stage: number;
  readonly flags: readonly Flag[];
  /** Arguments after the flags; heredoc bodies are not part of it. */
  readonly args: Span;
  /** The arguments, cut at blanks; inside quotes only where the instruction knows quotes. */
  readonly words: readonly Word[];
  /** Set for the JSON form; `text` of each word is the decoded string, its span includes the quotes. */
  readonly json?: readonly Word[];
  readonly heredocs: readonly Heredoc[];
  /** A word runs across a continuation (`fo\⏎o`), so offsets inside it cannot be trusted. */
  readonly glued: boolean;
}

export interface Stage {
  readonly index: number;
  readonly name?: string;
  readonly base: string;
  /** Index of the earlier stage this one is built FROM. */
  readonly parent?: number;
}

export interface ParsedDockerfile {
  readonly text: string;
  /** `text` at equal length, with continuations, and comments and blank lines inside instructions, as spaces. */
  readonly flat: string;
  readonly eol: "\n" | "\r\n";
  readonly escape: "\\" | "`";
  /** Value of `# syntax=`. */
  readonly syntax?: string;
  /** Where a `# syntax=` line would be inserted: after a BOM and a `#!` line. */
  readonly directivesAt: number;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Why no edit of this file can be trusted. */
  readonly problem?: string;
}

/** 1-based line of an offset. */
export const lineAt = (file: ParsedDockerfile, offset: number): number => file.text.slice(0, offset).split("\n").length;

/** The instruction on one line: continuations and comments folded to single blanks. */
export const flatText = (file: ParsedDockerfile, at: Span): string =>
  file.flat.slice(at.start, at.end).replace(/\s+/g, " ").trim();

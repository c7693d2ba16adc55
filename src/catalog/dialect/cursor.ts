import { PatternProblem } from "./pattern.ts";

/** A place in the source of a pattern. */
export interface Cursor {
  readonly source: string;
  at: number;
}

export const ended = (cursor: Cursor): boolean => cursor.at >= cursor.source.length;

export const peek = (cursor: Cursor, text: string): boolean => cursor.source.startsWith(text, cursor.at);

/** Goes behind the text when it stands here. */
export const accept = (cursor: Cursor, text: string): boolean => {
  if (!peek(cursor, text)) return false;
  cursor.at += text.length;
  return true;
};

/** Goes behind what the sticky pattern matches here. */
export const take = (cursor: Cursor, regex: RegExp): RegExpExecArray | undefined => {
  regex.lastIndex = cursor.at;
  const found = regex.exec(cursor.source);
  if (found === null) return undefined;
  cursor.at = regex.lastIndex;
  return found;
};

/** The next character, a surrogate pair as one. */
export const next = (cursor: Cursor): string => {
  const code = cursor.source.codePointAt(cursor.at);
  if (code === undefined) throw broken("the pattern ends too early");
  const character = String.fromCodePoint(code);
  cursor.at += character.length;
  return character;
};

export const broken = (problem: string): PatternProblem => new PatternProblem(problem, "correct the pattern");

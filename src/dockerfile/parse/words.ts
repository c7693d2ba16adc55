import type { Span } from "../../domain/finding.ts";
import { jsonPrefix } from "./heredoc-words.ts";
import type { Flag, Word } from "./parsed-dockerfile.ts";

/** Cuts at blanks; with `quotes`, blanks inside quotes or after an escape do not cut. */
export const splitWords = (flat: string, span: Span, quotes?: { readonly escape: string }): Word[] => {
  const pattern = quotes ? quotedWord(quotes.escape) : /\S+/g;
  return [...flat.slice(span.start, span.end).matchAll(pattern)].map((match) => {
    const start = span.start + match.index;
    return { start, end: start + match[0].length, text: match[0] };
  });
};

/** Flags at the front of the arguments, and the span of what follows. */
export const splitFlags = (flat: string, span: Span): { readonly flags: readonly Flag[]; readonly args: Span } => {
  const flags: Flag[] = [];
  for (const word of splitWords(flat, span, { escape: "\\" })) {
    const [, name, value] = /^--([a-z][\w-]*)(?:=([\s\S]*))?$/i.exec(word.text) ?? [];
    if (name === undefined) return { flags, args: { start: word.start, end: span.end } };
    flags.push({ start: word.start, end: word.end, name, value: unquote(value ?? "") });
  }
  return { flags, args: { start: span.end, end: span.end } };
};

/** The strings of a JSON array, or undefined when the arguments do not begin with one. */
export const splitJson = (flat: string, span: Span): Word[] | undefined => {
  const source = flat.slice(span.start, span.end);
  const json = jsonPrefix(source);
  return (
    json &&
    [...source.slice(0, json.length).matchAll(/"(?:[^"\\]|\\.)*"/g)].map((match, index) => {
      const start = span.start + match.index;
      return { start, end: start + match[0].length, text: json.values[index] ?? "" };
    })
  );
};

/** Removes one level of shell-like quotes; variables stay as written, and a `$` that is none is `\$`. */
export const unquote = (text: string): string =>
  text.replace(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
    (_all, double?: string, single?: string) => double ?? single?.replaceAll("$", "\\$") ?? "",
  );

const quotedWord = (character: string): RegExp => {
  const mark = character === "`" ? "`" : "\\\\";
  return new RegExp(`(?:"(?:${mark}[\\s\\S]|[^"${mark}])*"?|'[^']*'?|${mark}[\\s\\S]|[^\\s"'${mark}])+`, "g");
};

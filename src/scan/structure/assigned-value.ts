import type { Span } from "../../domain/finding.ts";
import type { Candidate } from "../match.ts";
import type { Place } from "../place.ts";

export interface ParsedValue {
  readonly value: string;
  /** In the window. */
  readonly span: Span;
  readonly quoted: boolean;
}

const LONGEST_VALUE = 400;
const QUOTED = /^(?:[bBrRuUfFL@$]{0,2})(\\{0,3}["'`])/;
const PRINTABLE = /^[\x21-\x7e\x80-\xff]+$/;
/** Salts of WordPress and the like are random text with spaces. */
const RANDOM_TEXT = /^(?=(?:.*[^\w\s]){8})(?=.*\d)[\x20-\x7e]{32,}$/;
const LINE_START =
  /(?:^|[\r\n])[ \t]*(?:export[ \t]+|set[ \t]+|ENV[ \t]+|ARG[ \t]+|-[ \t]+|-D|-e[ \t]+)?["']?[\w.$/-]*["']?[ \t]*$/;

/** Reads the value at the start of the group `secret`; undefined when no literal stands there. */
export const parseValue = (candidate: Candidate, place: Place): ParsedValue | undefined => {
  const rest = candidate.value;
  const quoted = readQuoted(rest);
  const found = quoted ?? (place === "source" || place === "dependency" ? undefined : readBare(candidate, place));
  if (found === undefined || found.text.length > LONGEST_VALUE || !isLiteral(found.text)) return undefined;
  const { text, offset } = withoutInnerQuotes(found);
  const start = candidate.span.start + offset;
  return { value: text, span: { start, end: start + text.length }, quoted: quoted !== undefined };
};

/** Code between two literals, taken for one: `"a": "b",next: "c"`, `'a '.$b[`, `'a'+b+'c'`. */
const BETWEEN = /^[,)\]}].*[:,([{+.=&]$|^\.\$|^\+[\w$.]+\+$/;

const isLiteral = (text: string): boolean => (PRINTABLE.test(text) && !BETWEEN.test(text)) || RANDOM_TEXT.test(text);

interface Found {
  readonly text: string;
  readonly offset: number;
}

/** `'"value"'` of Gradle's buildConfigField, `"'$NAME'"` of a shell. */
const withoutInnerQuotes = ({ text, offset }: Found): Found => {
  const [, quote, inner] = /^(\\?["'])(.+)\1$/.exec(text) ?? [];
  return quote === undefined || inner === undefined ? { text, offset } : { text: inner, offset: offset + quote.length };
};

/** The closing quote is written as the opening one: `\"` in JSON inside a string. */
const readQuoted = (rest: string): Found | undefined => {
  const [all, quote] = QUOTED.exec(rest) ?? [];
  if (all === undefined || quote === undefined) return undefined;
  for (let at = rest.indexOf(quote, all.length); at >= 0; at = rest.indexOf(quote, at + 1))
    if (quote.length > 1 || rest[at - 1] !== "\\" || rest[at - 2] === "\\")
      return { text: rest.slice(all.length, at), offset: all.length };
  return undefined;
};

/** Without quotes a value ends where its format ends it: at a tag, at the line's end, or at the next word. */
const readBare = (candidate: Candidate, place: Place): Found | undefined => {
  const { value: rest, text, span } = candidate;
  if (candidate.document.kind === "env" || candidate.document.kind === "label") return whole(rest);
  if (text[span.start - 1] === ">") return rest.includes("<") ? whole(rest.slice(0, rest.indexOf("<"))) : undefined;
  const before = text.slice(0, span.start).replace(/[ \t]*[:=]>?[ \t]*$/, "");
  if (LINE_START.test(before) && place === "config")
    return whole(rest.replace(/[ \t]+(?:#|;|\/\/).*$/, "").replace(/[,;][ \t]*$/, ""));
  return whole(/^[^\s"'`<>,;|&)}\]\\]*/.exec(rest)?.[0] ?? "");
};

const whole = (text: string): Found | undefined => {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : { text: trimmed, offset: text.indexOf(trimmed) };
};

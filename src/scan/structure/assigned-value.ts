import { isUtf8 } from "node:buffer";
import type { Span } from "../../domain/finding.ts";
import type { Candidate } from "../match.ts";
import type { Place } from "../place.ts";
import { isSpaced } from "../spaced-password.ts";
import { looksRandom, passwordStrength } from "../value-model.ts";

export interface ParsedValue {
  readonly value: string;
  /** In the window. */
  readonly span: Span;
  readonly quoted: boolean;
}

const CLEAR = "{noop}";
/** What a shell and Compose take when a variable is not set. */
const UNSET = /^(\$\{[A-Za-z_]\w{0,80}:?-)([^\s{}"'`$]{3,200})\}$/;
const LONGEST_VALUE = 400;
const QUOTED = /^(?:[bBrRuUfFL@$]{0,2})(\\{0,3}["'`])/;
const PRINTABLE = /^[\x21-\x7e\x80-\xff]+$/;
/** Salts of WordPress and the like are random text with spaces. */
const RANDOM_TEXT = /^(?=(?:.*[^\w\s]){8})(?=.*\d)[\x20-\x7e]{32,}$/;
/** All that stands before the operator on its line. */
const LINE_START =
  /^[ \t]*(?:export[ \t]+|set[ \t]+|ENV[ \t]+|ARG[ \t]+|-[ \t]+|-D|-e[ \t]+)?["']?[\w.$/-]*["']?[ \t]*$/;

/** Reads the value at the start of the group `secret`; undefined when no literal stands there. */
export const parseValue = (candidate: Candidate, place: Place): ParsedValue | undefined => {
  const { value: rest } = candidate;
  const text = candidate.text.slice(0, candidate.span.start).trimEnd();
  const raw = readRaw(rest);
  if ((raw === undefined && NO_VALUE.test(rest)) || (text.endsWith(",") && NEXT_KEY.test(rest))) return undefined;
  const quoted = raw ?? readQuoted(rest) ?? readFallback(candidate);
  const found = quoted ?? (place === "source" || place === "dependency" ? undefined : readBare(candidate, place));
  if (found === undefined || found.text.length > LONGEST_VALUE || !isLiteral(found.text)) return undefined;
  const { text: value, offset } = withoutInnerQuotes(found);
  if (BETWEEN.test(value)) return undefined;
  const start = candidate.span.start + offset;
  return { value, span: { start, end: start + value.length }, quoted: quoted !== undefined };
};

/** A list or a map begins, or a regular expression goes on. */
const NO_VALUE = /^(?:(?!\[\]byte\()[{[]\s*(?:["'{[}\]]|\w+\s*:\s|$)|\.[*+])/;

/** `"name": "DB_PASSWORD", "valueFrom": {`: what follows a comma is the next key. */
const NEXT_KEY = /^(["'])[\w.-]{1,80}\1\s{0,8}:/;

/** Code between two literals, taken for one: `"a": "b",next: "c"`, `'a '.$b[`, `'a'+b+'c'`. */
const BETWEEN = /^[+,)\]}].*[:,([{+.=&]$|^\.\$|^\+[\w$.]+\+$/;

const isLiteral = (text: string): boolean =>
  (PRINTABLE.test(text) && !BETWEEN.test(text) && !isPacked(text)) || RANDOM_TEXT.test(text) || isSpaced(text);

/** Many bytes above ASCII are letters in UTF-8, or no text; people write a few in the code pages of old. */
const isPacked = (text: string): boolean => {
  const above = text.match(ABOVE_ASCII)?.length ?? 0;
  return above > FEW && above * 5 > text.length && !isUtf8(Buffer.from(text, "latin1"));
};
const ABOVE_ASCII = /[\x80-\xff]/g;
const FEW = 3;

/**
 * Strings in which nothing is escaped, on one line: `"""x"""` (Python, Kotlin, Scala, Swift, TOML), `q{x}` (Perl), `%q(x)` (Ruby),
 * `[[x]]` (Lua), `{|x|}` (OCaml), `r#"x"#` (Rust), `R"(x)"` (C++).
 */
const RAW: readonly RegExp[] = [
  /^[bBrRuU]{0,2}(?:"""([^"\r\n]{3,400})"""|'''([^'\r\n]{3,400})''')/d,
  /^(?:q{1,2}|%[qQ]?)(?:\{([^{}\s"']{3,400})\}|\(([^()\s"']{3,400})\)|\[([^[\]\s"']{3,400})\])(?=\s*(?:[;,)}#]|$|[\r\n]))/d,
  /^\[\[([^[\]"'\r\n]{3,400})\]\]|^\{\|([^|\r\n]{3,400})\|\}/d,
  /^b?r#{1,3}"([^"\r\n]{3,400})"#|^(?:u8|[LuU])?R"\((.{3,400}?)\)"/d,
];

const readRaw = (rest: string): Found | undefined => {
  for (const form of RAW) {
    const found = form.exec(rest);
    const [start, end] = found?.indices?.slice(1).find((group) => group !== undefined) ?? [];
    if (start !== undefined && end !== undefined) return { text: rest.slice(start, end), offset: start };
  }
  return undefined;
};

interface Found {
  readonly text: string;
  readonly offset: number;
}

/** `'"value"'` of Gradle's buildConfigField, `"'$NAME'"` of a shell, and `{noop}value` of Spring Security: a password in clear. */
const withoutInnerQuotes = ({ text, offset }: Found): Found => {
  if (text.startsWith(CLEAR)) return { text: text.slice(CLEAR.length), offset: offset + CLEAR.length };
  const [, before, otherwise] = UNSET.exec(text) ?? [];
  if (before !== undefined && otherwise !== undefined) return { text: otherwise, offset: offset + before.length };
  const [, quote, inner] = /^(\\?["'])(.+)\1$/.exec(text) ?? [];
  return quote === undefined || inner === undefined ? { text, offset } : { text: inner, offset: offset + quote.length };
};

/** The closing quote is written as the opening one: `\"` in JSON inside a string. */
const readQuoted = (rest: string): Found | undefined => {
  const [all, quote] = QUOTED.exec(rest) ?? [];
  if (all === undefined || quote === undefined) return undefined;
  const close = closingQuote(rest, { from: all.length, quote });
  return close === undefined ? undefined : { text: rest.slice(all.length, close), offset: all.length };
};

const closingQuote = (rest: string, { from, quote }: { readonly from: number; readonly quote: string }) => {
  for (let at = rest.indexOf(quote, from); at >= 0; at = rest.indexOf(quote, at + 1))
    if (quote.length > 1 || rest[at - 1] !== "\\" || rest[at - 2] === "\\") return at;
  return undefined;
};

/**
 * A literal that is not the first thing after the operator: of a type (`: &str = "x"`), behind a variable
 * (`settings.x || "x"`, `env::var("X").unwrap_or("x"`), the default of a setting (`config("X", default="x")`), inside a
 * conversion (`String::from("x")`, `N'x'`), the default of a reference (`${X:-x}`, `${x:y}`), or the rest of a string that
 * holds the name too (`"NAME=x"`).
 */
const readFallback = ({ value: rest, text, span }: Candidate): Found | undefined => {
  const before = text.slice(Math.max(0, span.start - 100), span.start);
  if (/\$\{[\w.-]{1,80}:$/.test(before)) return firstGroup(/^(?:[-=])?([^\s}"'`$]{3,200})\}/d, rest);
  const [, opening] = /(?:^|[\s([{,=])(["'])(?:-e[ \t]+|export[ \t]+)?[\w.-]{1,80}=$/.exec(before) ?? [];
  if (opening !== undefined) return firstGroup(opening === '"' ? /^([^\s"\\]+)"/d : /^([^\s'\\]+)'/d, rest);
  if (/\/[\w.-]{1,80}[=:][ \t]?$/.test(before)) return firstGroup(/^([^\s"'/]{3,200})\//d, rest);
  return (
    firstGroup(TYPED, rest) ??
    firstGroup(CONVERTED, rest) ??
    firstGroup(OTHERWISE, rest) ??
    firstGroup(DECODED, rest) ??
    firstGroup(DEFAULT, rest)
  );
};

const TYPED =
  /^(?:&?(?:'static[ \t]+)?(?:mut[ \t]+)?[A-Za-z][\w<>[\].?]{0,40})[ \t]{0,8}=[ \t]{0,8}["']([^"'\r\n]{3,400})["']/d;
const CONVERTED =
  /^(?:new[ \t]+)?(?:N(?=')|(?=\([ \t]{0,8}["'][^"'\r\n]{3,400}["'][ \t]{0,8}\))\([ \t]{0,8}|(?:(?:std::)?[sS]tring(?:::from)?|QString(?:Literal)?|_?TEXT|_T|F|Some|Ok|Optional\.of|Secret(?:String|Str)?(?:::(?:from|new))?|Sensitive(?:\.new)?|Buffer\.from|bytes|str|\[\]byte|(?:System\.Text\.)?Encoding\.\w{3,10}\.GetBytes)\([ \t]{0,8})["']([^"'\r\n]{3,400})["']/d;
const OTHERWISE =
  /^[\w.$:>-]{2,80}(?:(?:\([^()\r\n]{0,80}\)|\[["']?[\w.-]{0,80}["']?\]))?[ \t]{0,8}(?:\|\||\?\?|\?:|\bor\b|\.(?:unwrap_or(?:_else)?|orElse|getOrElse|or_else)\()[ \t]{0,8}["'](?!not[-_ ]|missing|unset|no[-_])([^"'\r\n]{3,400})["']/d;
/** `$(echo x | base64 -d)`. */
const DECODED =
  /^["']?\$\((?:echo|printf)[ \t]{1,4}(?:-n[ \t]{1,4})?["']?([\w+/=]{8,400})["']?[ \t]{0,4}\|[ \t]{0,4}base64[ \t]{1,4}(?:-[dD]|--decode)\b/d;
/** python-decouple, django-environ, os.environ, dynaconf; Ruby's ENV. */
const DEFAULT =
  /^(?:[\w.]{0,40}[._])?(?:env|environ|getenv|config|settings|secrets)(?:\.[a-z_]{2,12})?\([ \t]{0,4}["'][\w.-]{1,80}["'],[ \t]{0,4}(?:(?:default|cast=str,[ \t]{0,4}default)[ \t]{0,4}=[ \t]{0,4})?["']([^"'\r\n]{3,400})["']/di;

const firstGroup = (regex: RegExp, rest: string): Found | undefined => {
  const found = regex.exec(rest);
  const [start, end] = found?.indices?.[1] ?? [];
  return start === undefined || end === undefined ? undefined : { text: rest.slice(start, end), offset: start };
};

/** Without quotes a value ends where its format ends it: at a tag, at the line's end, or at the next word. */
const readBare = (candidate: Candidate, place: Place): Found | undefined => {
  const { value: all, text, span } = candidate;
  const { kind } = candidate.document;
  if ((kind === "env" || kind === "label") && OWN_NAME.test(text.slice(0, span.start))) return whole(all);
  if (text[span.start - 1] === ">") return all.includes("<") ? whole(all.slice(0, all.indexOf("<"))) : undefined;
  const rest = BEFORE_CONTROL.exec(all)?.[0] ?? "";
  const before = text.slice(lineStart(text, span.start), span.start).replace(/[ \t]*[:=]>?[ \t]*$/, "");
  const isLine = LINE_START.test(before);
  if (candidate.compiled)
    return isLine && isEnded(candidate, rest.length) && !NO_CONSTANT.test(rest) ? whole(rest) : undefined;
  if (isLine && place === "config") {
    const line = rest.replace(/[ \t]+(?:#|;|\/\/).*$/, "").replace(/[,;][ \t]*$/, "");
    return whole(text[span.start - 1] === "=" ? (shellWord(before, line) ?? line) : line);
  }
  return whole(/^[^\s"'`<>,;|&)}\]\\]*/.exec(rest)?.[0] ?? "");
};

/** The variable or the label itself, not what a command in it is given: `JAVA_OPTS=-Dpassword=x -Xmx1g`. */
const OWN_NAME = /^[^\s=]{1,200}[ \t]?=[ \t]?$/;

/** Lists of variables as a kernel keeps them, and strings in programs, end in a zero where files have a line end. */
const BEFORE_CONTROL = /^[^\0-\x08\x0a-\x1f\x7f]*/;

const lineStart = (text: string, at: number): number => {
  let start = at;
  while (start > 0 && (text.charCodeAt(start - 1) >= 0x20 || text[start - 1] === "\t")) start--;
  return start;
};

/** A sentence, or a line of code that a program carries. */
const NO_CONSTANT = /\s\S|[,;]\s*$/;

/** Something stands behind the value that is no text: programs of some languages keep all constants in one piece. */
const isEnded = ({ text, span }: Candidate, length: number): boolean => text.charCodeAt(span.start + length) < 0x20;

const SHELL_NAME = /(?:^|[\s"'])([A-Za-z_]\w*)$/;
/** What a shell reads behind a word that it assigns: the next command, the next assignment, the command that is run with it. */
const NEXT_COMMAND = /^([^\s"'`<>;|&\\]+)[ \t]*(?:(?:&&|\|\||[;|])[ \t]|[ \t](?:export[ \t]+)?[A-Za-z_]\w*=\S)/;
const RUN_WITH_IT = /^([^\s"'`<>;|&\\]+)[ \t]+(?:\\$|["']?[\w./$-])/;

/** `NAME=value command`, `NAME=value && command`. Behind a word that may begin a sentence no command is looked for. */
const shellWord = (before: string, line: string): string | undefined => {
  const [, name] = SHELL_NAME.exec(before) ?? [];
  if (name === undefined) return undefined;
  const [, word] = NEXT_COMMAND.exec(line) ?? [];
  if (word !== undefined) return word;
  const [, run] = RUN_WITH_IT.exec(line) ?? [];
  const isVariable = name === name.toUpperCase();
  return run !== undefined && isVariable && (looksRandom(run) || passwordStrength(run) === "mixed") ? run : undefined;
};

const whole = (text: string): Found | undefined => {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : { text: trimmed, offset: text.indexOf(trimmed) };
};

import { type AST, RegExpParser } from "@eslint-community/regexpp";
import type { Judged } from "./judge.ts";
import { type HitWindow, runPattern } from "./match.ts";
import { publicPrefix } from "./redact.ts";
import { GENERIC_PROVIDER, type Rule } from "./rule.ts";
import { isNoise, looksRandom } from "./value-model.ts";

/**
 * Programs in Go and Rust keep their strings in one piece, where nothing stands between a token and the strings around it:
 * `lready wiredghp_...slice bounds`. Other formats have the length of a string before it, which may be the code of a letter.
 * What a pattern asks of its surroundings tells nothing there.
 */
interface Joined {
  /** The pattern without what must not stand before it, nor behind it where its length is known; undefined: it asks for nothing. */
  readonly regex: RegExp | undefined;
  /** How long a match is does not depend on what stands behind it. */
  readonly isEnded: boolean;
}

/** What the pattern catches but for its surroundings. */
export const runJoined = (rule: Rule, regex: RegExp, window: HitWindow): RegExpExecArray | undefined => {
  const { provider, preview } = rule.definition;
  // Of a name and a value nothing tells where they begin.
  if ((provider === GENERIC_PROVIDER && preview === undefined) || !regex.sticky) return undefined;
  const joined = joinedOf(regex).regex;
  const found = joined && runPattern(rule, joined, window);
  return found === undefined || isAmidNoise(window.text, found) ? undefined : found;
};

/** Whether what was caught but for its surroundings is a token, in a program or in other data. */
export const isJoinedToken = (
  judged: Judged,
  { text, compiled }: { readonly text: string; readonly compiled: boolean },
): boolean => isCounted(judged, text) || (compiled && isTokenInNames(judged) && !isInSymbol(judged, text));

/** The byte before it is its length. */
const isCounted = ({ span }: Judged, text: string): boolean =>
  span.end - span.start === text.charCodeAt(span.start - 1);

/** Names that are joined to others have the beginnings of tokens in them: `station_handlerIFv`. */
const isTokenInNames = ({ rule, value, facts }: Judged): boolean => {
  // It parses as a JWT, or is an address.
  if (facts.checksum === "valid" || facts.alg !== undefined || value.includes("://")) return true;
  const body = value.slice(publicPrefix(rule, value).length);
  const words = /[A-Z]/.test(body) ? (body.match(/[a-z]{6,}/g) ?? []) : [];
  return /\d/.test(body) && looksRandom(body) && words.every(isNoise);
};

/** Of C++ and Rust (Itanium C++ ABI 5.1, Rust RFC 2603). */
const isInSymbol = ({ span }: Judged, text: string): boolean =>
  /_(?:Z|R)[\w.$]*$/.test(text.slice(Math.max(0, span.start - LONGEST_SYMBOL), span.start));
const LONGEST_SYMBOL = 300;

/** Where a match was caught in a program, by offsets in the text. */
interface CaughtAt {
  readonly regex: RegExp;
  readonly text: string;
  readonly end: number;
}

/** What was caught in a program, and that it may end earlier, unless its form or what stands around it tells. */
export const endedIn = (judged: Judged, { regex, text, end }: CaughtAt): Judged => {
  const { span, facts } = judged;
  const behind = text[end] ?? "\0";
  const isQuoted = QUOTES.includes(behind) && text[span.start - 1] === behind;
  if (span.end < end || behind < " " || isQuoted || facts.checksum === "valid" || joinedOf(regex).isEnded)
    return judged;
  return {
    ...judged,
    confidence: judged.confidence === "high" ? "medium" : judged.confidence,
    facts: { ...facts, end: "unknown" },
    reasons: [...judged.reasons, UNENDED],
  };
};

const QUOTES = "\"'`";
const UNENDED = "in a program whose strings stand side by side: it may have been read too far";

/** Characters to each side that tell of packed data. */
const AROUND = 24;

/** It stands in base64 and the like, where any letters come up by chance. */
const isAmidNoise = (text: string, { index, 0: all }: RegExpExecArray): boolean => {
  const end = index + all.length;
  const [before = ""] = /[\w+/=-]*$/.exec(text.slice(Math.max(0, index - AROUND), index)) ?? [];
  const [behind = ""] = /^[\w+/=-]*/.exec(text.slice(end, end + AROUND)) ?? [];
  return looksRandom(before) || looksRandom(behind);
};

const joinedOf = (regex: RegExp): Joined => {
  const known = joined.get(regex) ?? read(regex);
  joined.set(regex, known);
  return known;
};

const joined = new WeakMap<RegExp, Joined>();

const read = ({ source, flags }: RegExp): Joined => {
  const { alternatives } = new RegExpParser({ ecmaVersion: 2022 }).parsePattern(source, 0, source.length, {
    unicode: false,
  });
  const [alternative, ...others] = alternatives;
  if (alternative === undefined || others.length > 0) return { regex: undefined, isEnded: false };
  const [first] = alternative.elements;
  const last = alternative.elements.at(-1);
  const elements = alternative.elements.filter((element) => !isBorder(element));
  const isEnded = hasOneLength(elements.at(-1));
  const start = isBorder(first) ? first.end : 0;
  const end = isEnded && isBorder(last) ? last.start : source.length;
  const isSame = start === 0 && end === source.length;
  return { regex: isSame ? undefined : new RegExp(source.slice(start, end), flags), isEnded };
};

/** Asks that no token goes on there. */
const isBorder = (element: AST.Element | undefined): element is AST.Assertion =>
  element?.type === "Assertion" && (element.kind === "word" || ("negate" in element && element.negate));

/** Whatever it matches is of one length; of what goes on to the end of a group, its last part is. */
const hasOneLength = (element: AST.Element | undefined): boolean => {
  switch (element?.type) {
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return true;
    case "Quantifier":
      return element.min === element.max && hasOneLength(element.element);
    case "Group":
    case "CapturingGroup":
      return (
        element.alternatives.length === 1 &&
        hasOneLength(element.alternatives[0]?.elements.findLast((one) => !isBorder(one)))
      );
    default:
      return false;
  }
};

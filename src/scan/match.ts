import type { Confidence, DocumentInfo, Facts, Severity, Span, Validity } from "../domain/finding.ts";
import type { Strength } from "../domain/provenance.ts";
import type { Located } from "./encoded/origins.ts";
import { longestMatch } from "./longest-match.ts";
import type { Rule } from "./rule.ts";

/** What a rule's pattern caught, before anybody judged it. Offsets are in `text`. Never leaves this room. */
export interface Candidate {
  readonly rule: Rule;
  readonly document: DocumentInfo;
  /** The document is a program or its memory: a constant ends where a control character stands. */
  readonly compiled?: boolean;
  /** The window, latin1. */
  readonly text: string;
  readonly span: Span;
  /** What the whole pattern caught, when it did. */
  readonly caught?: Span;
  readonly value: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** A judged match with its raw value. Lives in memory until the document ends, and never leaves this room. */
export interface Match {
  readonly rule: Rule;
  readonly value: string;
  /** What the fingerprint is made of: the value in one canonical writing. */
  readonly identity: string;
  /** What the plain hash is made of. */
  readonly written: string;
  /** In the document. */
  readonly span: Span;
  readonly line: number;
  readonly confidence: Confidence;
  readonly strength: Strength;
  readonly validity: Validity;
  /** When it opens less than its rule says. */
  readonly severity?: Severity;
  readonly facts: Facts;
  readonly reasons: readonly string[];
  readonly known?: "test";
  readonly name?: string;
  /** How the value is encoded in the document, the outermost first: `base64 > gzip`. */
  readonly encoding?: string;
  /** Where in the document it is written, when `span` is in text that was decoded from it. */
  readonly located?: Located;
}

/** Text before a hit that a lookbehind or the search for a name may see. */
export const LEFT_CONTEXT = 128;

/** The part of a document in which one hit is matched. `hit` is the offset of the keyword in `text`. */
export interface HitWindow {
  readonly text: string;
  readonly hit: number;
  /** What is known from the windows before it; absent when the text is not as it stands in the document. */
  readonly searched?: Searched;
}

/** Where patterns that may begin before a keyword were tried in vain: windows of hits that stand close overlap. */
interface Searched {
  /** Offset of the window in the text. */
  readonly start: number;
  readonly by: Map<RegExp, Vain>;
}

/** No match begins at these offsets of the text, the second of which is left out. */
interface Vain {
  readonly from: number;
  readonly to: number;
}

/** Runs one pattern; only a match that covers the keyword counts, so neighbours never report for each other. */
export const runPattern = (rule: Rule, regex: RegExp, window: HitWindow): RegExpExecArray | undefined => {
  const first = Math.max(0, window.hit - rule.window.before);
  if (regex.sticky || window.searched === undefined) return findFrom(regex, window, first);
  const { start, by } = window.searched;
  const known = by.get(regex) ?? { from: 0, to: 0 };
  const isKnown = known.from <= start + first && start + first < known.to;
  const from = isKnown ? known.to - start : first;
  if (from > window.hit) return undefined;
  regex.lastIndex = from;
  const next = regex.exec(window.text);
  const behind = Math.min(next?.index ?? Number.POSITIVE_INFINITY, window.text.length - longestMatch(regex));
  by.set(regex, { from: isKnown ? known.from : start + first, to: start + Math.max(from, behind) });
  return next === null ? undefined : coveringFrom(regex, window, next);
};

const findFrom = (regex: RegExp, window: HitWindow, from: number): RegExpExecArray | undefined => {
  regex.lastIndex = from;
  const found = regex.exec(window.text);
  return found === null ? undefined : coveringFrom(regex, window, found);
};

const coveringFrom = (regex: RegExp, { text, hit }: HitWindow, first: RegExpExecArray): RegExpExecArray | undefined => {
  for (let found: RegExpExecArray | null = first; found !== null; found = regex.exec(text)) {
    if (found.index > hit) return undefined;
    if (found.index + found[0].length > hit) return found;
    if (regex.sticky || found[0] === "") return undefined;
  }
  return undefined;
};

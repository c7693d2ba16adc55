import { LARGEST_WINDOW } from "../../scan/rule.ts";
import { type Anchor, anchorOf } from "./anchor-words.ts";
import { quickWindow } from "./hazards.ts";
import { longest } from "./length.ts";
import { parsePattern } from "./parse-pattern.ts";
import { type Capture, type Dialect, type Node, PatternProblem, SlowPattern } from "./pattern.ts";
import { printPattern, type Role } from "./print-pattern.ts";

export interface Translated {
  readonly pattern: string;
  /** Words of which every match holds one; undefined when no text is certain, and the pattern must be tried everywhere. */
  readonly keywords: readonly string[] | undefined;
  readonly window: { readonly before: number; readonly after: number };
  /** The secret begins with one of the keywords. */
  readonly prefixed: boolean;
}

/** How far a pattern without an end may reach. */
const OPEN_AFTER = 8192;
const OPEN_BEFORE = 1024;
/** A pattern that is tried at every place must be the quicker. */
const SWEPT_STARTS = 2048;

export interface PatternSource {
  readonly source: string;
  readonly dialect: Dialect;
  /** Number of the group that is the secret; 0 or undefined: the first that is not empty, or the whole match. */
  readonly secretGroup?: number | undefined;
}

/** The JavaScript form of a pattern that finds secrets. Throws PatternProblem. */
export const translatePattern = ({ source, dialect, secretGroup = 0 }: PatternSource): Translated => {
  const { node, quick, anchor } = readQuick(source, dialect);
  const captures = capturesOf(node);
  if (secretGroup > captures.length)
    throw new PatternProblem(`the pattern has no group ${secretGroup}`, `it has ${captures.length}`);
  const body = printPattern(node, roleOf(captures, secretGroup));
  const pattern = captures.length === 0 ? `(?<secret>${body})` : body;
  checkCompiles(pattern);
  return {
    pattern,
    keywords: anchor?.words,
    window: windowOf(node, { anchor, quick }),
    prefixed: anchor?.before === 0 && (captures.length === 0 || captures[0]?.inner === node || startsAtSecret(node)),
  };
};

/** The JavaScript form of a pattern that only answers yes or no, as those of allow lists. */
export const translateTest = (source: string, dialect: Dialect): string => {
  const { node } = readQuick(source, dialect);
  const pattern = printPattern(node, () => "none");
  checkCompiles(pattern);
  return pattern;
};

/** Why hostile text could keep a JavaScript pattern busy; undefined when it cannot, or nobody knows. */
export const slowness = (source: string): SlowPattern | undefined => {
  try {
    readQuick(source, "re2");
    return undefined;
  } catch (error) {
    if (error instanceof PatternProblem) return error instanceof SlowPattern ? error : undefined;
    throw error;
  }
};

interface Read {
  readonly node: Node;
  readonly anchor: Anchor | undefined;
  readonly quick: number;
}

/**
 * Patterns of lines are often written with `.` and `[\r\n]`, which both take a carriage return: JavaScript tries both.
 * Such a pattern is taken with a dot that leaves it to the other.
 */
const readQuick = (source: string, dialect: Dialect): Read => {
  try {
    return measured(parsePattern(source, { dialect }));
  } catch (error) {
    if (!(error instanceof SlowPattern)) throw error;
    return measured(parsePattern(source, { dialect, strictDot: true }));
  }
};

const measured = (node: Node): Read => {
  const anchor = anchorOf(node);
  const starts = anchor === undefined ? SWEPT_STARTS : Math.max(1, Math.min(anchor.before, OPEN_BEFORE));
  return { node, anchor, quick: quickWindow(node, starts) };
};

const capturesOf = (node: Node): readonly Capture[] => {
  if (node.type === "sequence") return node.parts.flatMap(capturesOf);
  if (node.type === "choice") return node.branches.flatMap(capturesOf);
  if (node.type === "capture") return [node, ...capturesOf(node.inner)];
  return "inner" in node ? capturesOf(node.inner) : [];
};

/** Kingfisher names the group TOKEN, people name it secret. */
const roleOf = (captures: readonly Capture[], secretGroup: number): Role => {
  const named = captures.find(({ name }) => name !== undefined && /^(?:secret|token)$/i.test(name))?.index;
  const chosen = secretGroup > 0 ? secretGroup : (named ?? (captures.length === 1 ? 1 : undefined));
  return ({ index }) => (chosen === undefined ? "capture" : index === chosen ? "secret" : "none");
};

const startsAtSecret = (node: Node): boolean => {
  if (node.type === "capture") return true;
  if (node.type !== "sequence") return false;
  const [first] = node.parts.filter(({ type }) => type !== "edge" && type !== "look");
  return first !== undefined && startsAtSecret(first);
};

const windowOf = (node: Node, { anchor, quick }: { readonly anchor: Anchor | undefined; readonly quick: number }) => {
  const before = anchor?.before ?? 0;
  // A pattern may look one character behind its end.
  const length = longest(node) + 16;
  const after = length === Infinity ? OPEN_AFTER : Math.min(length, LARGEST_WINDOW);
  return {
    before: before === Infinity ? OPEN_BEFORE : Math.min(before, LARGEST_WINDOW),
    after: Math.min(after, quick),
  };
};

/** A pattern compiles when it first runs. */
const checkCompiles = (pattern: string): void => {
  try {
    new RegExp(pattern, "dg").exec("");
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /s, "") : String(error);
    throw new PatternProblem(`JavaScript does not take it: ${why}`, "write a simpler pattern");
  }
};

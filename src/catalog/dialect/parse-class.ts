import { type ByteSet, foldCase, invert, rangeSet, setOf, unite } from "./byte-set.ts";
import { posixClass, WIDE } from "./character-classes.ts";
import { accept, broken, type Cursor, ended, next, take } from "./cursor.ts";
import { parseEscape } from "./parse-escape.ts";
import type { Dialect, Node } from "./pattern.ts";
import { characterNode } from "./utf8.ts";

export interface ClassOptions {
  readonly dialect: Dialect;
  readonly ignoreCase: boolean;
  /** Spaces in it do not count: Rust's free spacing. */
  readonly spaced: boolean;
}

/** Behind `[`. A class with characters beyond ASCII is a choice, as each of them is several bytes. */
export const parseClass = (cursor: Cursor, options: ClassOptions): Node => {
  const { set, wide } = members(cursor, { ...options, depth: 0 });
  if (wide.length === 0) return { type: "set", set };
  return { type: "choice", branches: [{ type: "set", set }, ...wide.map(characterNode)] };
};

interface Members {
  readonly set: ByteSet;
  /** Code points beyond ASCII that stand for themselves. */
  readonly wide: readonly number[];
}

const members = (cursor: Cursor, options: ClassOptions & { readonly depth: number }): Members => {
  if (options.depth > 20) throw broken("classes are nested too deep");
  const negated = accept(cursor, "^");
  const sets: ByteSet[] = [];
  const wide: number[] = [];
  for (let first = true; first || !accept(cursor, "]"); first = false) {
    if (ended(cursor)) throw broken("a class has no end");
    if (options.spaced && take(cursor, /\s+/y) !== undefined) continue;
    const operator = options.dialect === "rust" ? take(cursor, /&&|--|~~/y)?.[0] : undefined;
    if (operator !== undefined) {
      const right = members(cursor, { ...options, depth: options.depth + 1 });
      return finish(combine(unite(...sets), right.set, operator), wide, negated, options);
    }
    item(cursor, { ...options, sets, wide });
  }
  return finish(unite(...sets), wide, negated, options);
};

/** Bytes beyond ASCII count as characters beyond ASCII: a negated class takes them all. */
const finish = (set: ByteSet, wide: readonly number[], negated: boolean, { ignoreCase }: ClassOptions): Members => {
  const folded = ignoreCase ? foldCase(set) : set;
  return negated ? { set: unite(invert(folded), WIDE), wide: [] } : { set: folded, wide };
};

const combine = (left: ByteSet, right: ByteSet, operator: string): ByteSet =>
  setOf((byte) => {
    const [a, b] = [left[byte] === true, right[byte] === true];
    if (operator === "&&") return a && b;
    return operator === "--" ? a && !b : a !== b;
  });

interface Gathered extends ClassOptions {
  readonly depth: number;
  readonly sets: ByteSet[];
  readonly wide: number[];
}

const item = (cursor: Cursor, gathered: Gathered): void => {
  const { sets, wide, dialect } = gathered;
  const posix = take(cursor, /\[:(\^?\w+):\]/y);
  if (posix !== undefined) sets.push(posixClass(posix[1] ?? ""));
  else if (dialect === "rust" && accept(cursor, "[")) {
    const inner = members(cursor, { ...gathered, depth: gathered.depth + 1 });
    sets.push(inner.set);
    wide.push(...inner.wide);
  } else {
    const from = character(cursor, dialect);
    if ("set" in from) sets.push(from.set);
    else if (/-(?![\]-])/y.test(cursor.source.slice(cursor.at))) range(cursor, from.code, gathered);
    else if (from.code < 0x80) sets.push(rangeSet(from.code, from.code));
    else wide.push(from.code);
  }
};

/** Behind its first character. What is beyond ASCII in it stands for every such character. */
const range = (cursor: Cursor, from: number, { sets, dialect }: Gathered): void => {
  cursor.at += 1;
  const to = character(cursor, dialect);
  if ("set" in to || to.code < from) throw broken("a range of a class runs backwards");
  sets.push(rangeSet(from, Math.min(to.code, 0x7f)));
  if (to.code >= 0x80) sets.push(WIDE);
};

const character = (cursor: Cursor, dialect: Dialect) => {
  if (take(cursor, /\\(?=[-\]])/y) !== undefined) return { code: next(cursor).charCodeAt(0) };
  return accept(cursor, "\\") ? parseEscape(cursor, dialect) : { code: next(cursor).codePointAt(0) ?? 0 };
};

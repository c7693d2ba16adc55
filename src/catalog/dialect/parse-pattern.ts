import { foldCase, rangeSet, setOf, unite } from "./byte-set.ts";
import { accept, broken, type Cursor, ended, next, peek, take } from "./cursor.ts";
import { parseClass } from "./parse-class.ts";
import { parseEscape } from "./parse-escape.ts";
import { type Dialect, EMPTY, type Node, PatternProblem } from "./pattern.ts";
import { characterNode } from "./utf8.ts";

/** https://github.com/google/re2/wiki/Syntax and https://docs.rs/regex/latest/regex/#syntax. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  /** Quantifiers are lazy, and greedy with `?`. */
  readonly U: boolean;
}

interface State extends Cursor {
  readonly dialect: Dialect;
  readonly strictDot: boolean;
  flags: Flags;
  captures: number;
  depth: number;
}

const DEEPEST = 100;
/** RE2 takes 1000 at the most, others more; what JavaScript makes of a larger one is not small. */
const MOST_REPEATS = 10_000;

export interface ParseOptions {
  readonly dialect: Dialect;
  /** A dot without the flag `s` takes no carriage return either. */
  readonly strictDot?: boolean;
}

/** Throws PatternProblem for what is broken or has no JavaScript form. */
export const parsePattern = (source: string, { dialect, strictDot = false }: ParseOptions): Node => {
  const flags = { i: false, m: false, s: false, x: false, U: false };
  const state: State = { source, at: 0, dialect, strictDot, flags, captures: 0, depth: 0 };
  const node = choice(state);
  if (!ended(state)) throw broken("a closing bracket has no opening one");
  return node;
};

/** Up to the closing bracket of the group, or the end; flags that are set inside end with it. */
const choice = (state: State): Node => {
  if (++state.depth > DEEPEST) throw new PatternProblem("groups are nested too deep", "write a simpler pattern");
  const { flags } = state;
  const branches = [sequence(state)];
  while (accept(state, "|")) branches.push(sequence(state));
  state.flags = flags;
  state.depth--;
  return merged(branches);
};

/** Branches of one character each are a set: `(?:.|\n)` has one way to take a character, not two. */
const merged = (branches: readonly Node[]): Node => {
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) return only;
  const sets = branches.flatMap((branch) => (branch.type === "set" ? [branch.set] : []));
  return sets.length === branches.length ? { type: "set", set: unite(...sets) } : { type: "choice", branches };
};

const sequence = (state: State): Node => {
  const parts: Node[] = [];
  for (;;) {
    skipSpacing(state);
    if (ended(state) || peek(state, "|") || peek(state, ")")) break;
    const quoted = take(state, /\\Q([\s\S]*?)(?:\\E|$)/y);
    const atoms = quoted === undefined ? [atom(state)] : quotedAtoms(state, quoted[1] ?? "");
    const last = atoms.at(-1);
    parts.push(...atoms.slice(0, -1), ...(last === undefined ? [] : [quantified(state, last)]));
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { type: "sequence", parts };
};

const quotedAtoms = (state: State, text: string): readonly Node[] =>
  [...text].map((character) => literal(state, character.codePointAt(0) ?? 0));

const skipSpacing = (state: State): void => {
  while (
    take(state, /\(\?#[^)]*\)/y) !== undefined ||
    take(state, /\\E/y) !== undefined ||
    (state.flags.x && take(state, /\s+|#[^\n]*(?:\n|$)/y) !== undefined)
  );
};

const atom = (state: State): Node => {
  if (accept(state, "(")) return group(state);
  if (accept(state, "[")) {
    const { dialect, flags } = state;
    return parseClass(state, { dialect, ignoreCase: flags.i, spaced: flags.x && dialect === "rust" });
  }
  if (accept(state, ".")) return dot(state);
  if (accept(state, "^")) return edge(state.flags.m ? "(?<![^\\n])" : "^");
  if (accept(state, "$")) return edge(state.flags.m ? "(?![^\\n])" : "$");
  const anchor = take(state, /\\([AzZbB])(?!\{)/y)?.[1];
  if (anchor !== undefined) return edge(ANCHORS[anchor] ?? "");
  if (accept(state, "\\")) {
    const meant = parseEscape(state, state.dialect);
    return "set" in meant ? { type: "set", set: meant.set } : literal(state, meant.code);
  }
  if (take(state, /[*+?]/y) !== undefined) throw broken("a quantifier has nothing to repeat");
  return literal(state, next(state).codePointAt(0) ?? 0);
};

const dot = ({ flags, strictDot }: State): Node => ({
  type: "set",
  set: setOf((byte) => flags.s || (byte !== 0x0a && !(strictDot && byte === 0x0d))),
});

const ANCHORS: Readonly<Record<string, string>> = { A: "^", z: "$", Z: "(?=\\n?$)", b: "\\b", B: "\\B" };

const edge = (source: string): Node => ({ type: "edge", source });

const literal = ({ flags }: State, code: number): Node => {
  if (code >= 0x80) return characterNode(code);
  const set = rangeSet(code, code);
  return { type: "set", set: flags.i ? foldCase(set) : set };
};

/** Behind `(`. */
const group = (state: State): Node => {
  const bare = take(state, /\?([imsxUu]*)(?:-([imsxUu]+))?\)/y);
  if (bare !== undefined) {
    setFlags(state, bare);
    return EMPTY;
  }
  const { flags } = state;
  const scoped = take(state, /\?([imsxUu]*)(?:-([imsxUu]+))?:/y);
  if (scoped !== undefined) setFlags(state, scoped);
  const look = scoped === undefined ? take(state, /\?(?:=|!|<=|<!)/y)?.[0] : undefined;
  const name = take(state, /\?P?<([A-Za-z_]\w*)>/y)?.[1];
  if (peek(state, "?"))
    throw new PatternProblem(
      "conditionals, atomic groups and the like have no JavaScript form",
      "write the pattern with plain groups",
    );
  const index = scoped === undefined && look === undefined ? ++state.captures : 0;
  const inner = choice(state);
  state.flags = flags;
  if (!accept(state, ")")) throw broken("a group has no end");
  if (look !== undefined) return { type: "look", open: look as "?=" | "?!" | "?<=" | "?<!", inner };
  return index === 0 ? inner : { type: "capture", index, inner, ...(name === undefined ? {} : { name }) };
};

const setFlags = (state: State, [, on = "", off = ""]: readonly (string | undefined)[]): void => {
  const set = (flag: keyof Flags): boolean => (state.flags[flag] || on.includes(flag)) && !off.includes(flag);
  state.flags = { i: set("i"), m: set("m"), s: set("s"), x: set("x"), U: set("U") };
};

const quantified = (state: State, inner: Node): Node => {
  skipSpacing(state);
  const found = take(state, /([*+?])|\{(\d{1,6})(?:(,)(\d{0,6}))?\}/y);
  if (found === undefined) return inner;
  const [min, max] = bounds(found);
  if (max < min) throw broken("a count runs backwards");
  if (Math.max(min, max === Infinity ? 0 : max) > MOST_REPEATS)
    throw new PatternProblem(`a count over ${MOST_REPEATS}`, "repeat less often, or leave the count open");
  const lazy = accept(state, "?");
  if (take(state, /[*+]/y) !== undefined)
    throw new PatternProblem("possessive quantifiers have no JavaScript form", "leave the second + out");
  if (inner.type === "edge" || inner === EMPTY) return min === 0 ? EMPTY : inner;
  return quantified(state, { type: "repeat", inner, min, max, greedy: lazy === state.flags.U });
};

const bounds = ([, sign, from, comma, to]: RegExpExecArray): readonly [number, number] => {
  if (sign !== undefined) return [sign === "+" ? 1 : 0, sign === "?" ? 1 : Infinity];
  const min = Number(from);
  if (comma === undefined) return [min, min];
  return [min, to === "" || to === undefined ? Infinity : Number(to)];
};

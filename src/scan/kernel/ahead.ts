import { byteClasses } from "../gate/automaton.ts";
import { MARKS } from "../gate/escape-length.ts";
import { type Positions, positionsOf, readableFrom, readOn } from "../gate/positions.ts";
import type { Detail } from "../gate/read-pattern.ts";
import type { Rule } from "../rule.ts";
import { AHEAD_CLASSES, MARK_CLASS, MATCHED, NEVER, PERHAPS, packAhead } from "./ahead-table.ts";
import { createReached } from "./reached-states.ts";
import { smallest } from "./smallest-automaton.ts";

/** What may stand behind keywords, for all of them in one table. */
export interface Ahead {
  /** By keyword, the state behind it for each of its rules. Behind keywords that are not here may be anything. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  /** As `unpackAhead` reads it. */
  readonly ahead: string;
}

/** Coarse: few states tell most texts apart, as a name, an operator and a value have other characters. */
const COARSE: Detail = { counted: 8, optional: { character: 0, group: 3 } };

/** What rules have matched behind their keywords is among what the table leads through. */
export const aheadOf = (users: ReadonlyMap<string, readonly Rule[]>): Ahead => {
  const rules = new Map([...new Set([...users.values()].flat())].map((rule) => [rule, read(rule)]));
  const { classes, members } = byteClasses([...rules.values()].flatMap((one) => one?.positions.takes ?? []));
  if (members.length > AHEAD_CLASSES) return { starts: new Map(), ahead: packAhead(classes, []) };
  const all = createStates(members);
  const starts = new Map<string, readonly number[]>();
  for (const [rule, one] of rules) if (one !== undefined) follow(all, rule.keywords, one);
  for (const [keyword, own] of users) {
    const found = own.map((rule) => rules.get(rule)?.starts.get(keyword));
    if (found.every((start) => start !== undefined)) starts.set(keyword, found);
  }
  const { numbers, rows } = smallest(all.rows);
  const renamed = [...starts].map(([keyword, own]) => [keyword, own.map((one) => numbers[one] as number)] as const);
  const marked = classes.map((one, byte) => (MARKS[byte] === 1 ? MARK_CLASS : one));
  return { starts: new Map(renamed), ahead: packAhead(marked, rows) };
};

interface Read {
  readonly positions: Positions;
  /** Positions at which a keyword may begin. */
  readonly first: readonly number[];
  /** By keyword, the state behind it. */
  readonly starts: Map<string, number>;
}

/** Undefined for rules of which nothing is known. */
const read = ({ regexes, window, keywords, definition }: Rule): Read | undefined => {
  const positions = definition.terms === undefined ? positionsOf(regexes, COARSE) : undefined;
  if (positions === undefined || positions.empty) return undefined;
  const first = window.before > 0 ? readableFrom(positions, keywords) : positions.first;
  return { positions, first, starts: new Map() };
};

interface States {
  /** A byte of each class. */
  readonly members: readonly number[];
  /** By state and class, the next state: `PERHAPS` where it was not followed. */
  readonly rows: Uint16Array[];
}

const createStates = (members: readonly number[]): States => ({
  members,
  rows: [NEVER, PERHAPS, MATCHED].map((state) => new Uint16Array(members.length).fill(state)),
});

/** Follows the states behind each keyword that texts get to. */
const follow = ({ members, rows }: States, keywords: readonly string[], { positions, first, starts }: Read): void => {
  const found = createReached(rows.length);
  for (const keyword of keywords) {
    const isPlain = Buffer.from(keyword, "latin1").every((byte) => MARKS[byte] === 0);
    const set = isPlain ? readOn(positions, first, keyword) : undefined;
    if (set !== undefined) starts.set(keyword, set.length === 0 ? NEVER : found.numberOf(set, 1));
  }
  const own = byteClasses(positions.takes);
  const weights = own.members.map((_, one) => weightOf(own.classes, one));
  for (let state = found.likeliest(); state !== undefined; state = found.likeliest()) {
    const { set, likely, number } = state;
    const states = own.members.map((byte, one) => {
      const next = reach(positions, set, byte);
      return typeof next === "number" ? next : found.numberOf(next, likely * (weights[one] as number));
    });
    rows[number] = Uint16Array.from(members, (byte) => states[own.classes[byte] as number] as number);
  }
  const width = members.length;
  for (let number = 0; number < rows.length; number++) rows[number] ??= new Uint16Array(width).fill(PERHAPS);
};

/** How likely a byte of text is, roughly. */
const WEIGHTS = Float64Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (/[a-z]/.test(char)) return 0.025;
  if (char === " ") return 0.12;
  if (/[A-Z]/.test(char)) return 0.004;
  return /[\x20-\x7e\n]/.test(char) ? 0.007 : 0.0005;
});

const weightOf = (classes: Uint8Array, one: number): number =>
  classes.reduce((sum, other, byte) => (other === one ? sum + (WEIGHTS[byte] as number) : sum), 0);

/** The positions that may come next, or what is known without them. */
const reach = ({ takes, follow: next, last }: Positions, set: readonly number[], byte: number) => {
  const taken = set.filter((one) => takes[one]?.[byte] === 1);
  if (taken.length === 0) return NEVER;
  return taken.some((one) => last.has(one)) ? MATCHED : taken.flatMap((one) => next[one] ?? []);
};

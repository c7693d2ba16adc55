import type { Positions } from "./positions.ts";
import { MOST_POSITIONS } from "./read-pattern.ts";
import { createTrail, type Trail } from "./trail.ts";

/**
 * Leads from state to state by bytes. A state is a set of positions of a pattern that may come next. Who walks reads the
 * table himself: `table[state * width + classes[byte]]`, where `anything` and `perhapsBackslash` are classes as well; for what
 * is not worked out yet there is `workOut`.
 */
export interface Automaton {
  readonly positions: Positions;
  readonly classes: Uint8Array;
  /** A byte of each class. */
  readonly members: readonly number[];
  readonly width: number;
  /** Grows: to be read again after `workOut`. */
  table: Int16Array;
  readonly sets: (readonly number[])[];
  readonly known: Map<string, number>;
  readonly trail: Trail;
}

/** Nothing can match any more. */
export const DEAD = 0;
/** The pattern may have matched, or what follows is not known. */
export const OPEN = 1;
export const FIRST = 2;
export const NOT_YET = -1;
const BACKSLASH = 0x5c;
/** Of one automaton: hostile text may lead through others, which are not followed. */
const MOST_STATES = 4096;

/** Transitions are worked out when a text takes them (Aho, Sethi, Ullman: Compilers, 3.7.3: lazy subset construction). */
export const createAutomaton = (positions: Positions, start: Iterable<number>): Automaton => {
  const { classes, members } = byteClasses(positions.takes);
  const width = members.length + 2;
  const first = [...start].sort((a, b) => a - b);
  const table = new Int16Array(16 * width).fill(NOT_YET);
  return { positions, classes, members, width, table, sets: [[], [], first], known: new Map(), trail: createTrail() };
};

/** The class of any byte, or none: what an escape may stand for. */
export const anything = ({ width }: Automaton): number => width - 1;

/** The class of a backslash, or none: it may be undone. */
export const perhapsBackslash = ({ width }: Automaton): number => width - 2;

/** The state that a class leads to, which is remembered in the table. */
export const workOut = (automaton: Automaton, state: number, one: number): number => {
  const next = reach(automaton, state, one);
  automaton.table[state * automaton.width + one] = next;
  return next;
};

/** The positions that are reached, a bit each; all are 0 between two calls. */
const bits = new Uint16Array(MOST_POSITIONS / 16);

const reach = (automaton: Automaton, state: number, one: number): number => {
  const { takes, follow, last } = automaton.positions;
  const set = automaton.sets[state] as readonly number[];
  const isPerhaps = one >= automaton.members.length;
  const byte = one === perhapsBackslash(automaton) ? BACKSLASH : automaton.members[one];
  const taken = byte === undefined ? set : set.filter((position) => takes[position]?.[byte] === 1);
  if (taken.some((position) => last.has(position))) return OPEN;
  if (isPerhaps) for (const position of set) mark(position);
  for (const position of taken) for (const next of follow[position] as readonly number[]) mark(next);
  const words = bits.subarray(0, (takes.length + 15) >> 4);
  const number = isPerhaps || taken.length > 0 ? numberOf(automaton, words) : DEAD;
  words.fill(0);
  return number;
};

const mark = (position: number): void => {
  bits[position >> 4] = (bits[position >> 4] as number) | (1 << (position & 15));
};

const numberOf = (automaton: Automaton, words: Uint16Array): number => {
  const { sets, known, width } = automaton;
  const key = String.fromCharCode(...words);
  const number = known.get(key);
  if (number !== undefined) return number;
  if (sets.length === MOST_STATES) return OPEN;
  const set = positionsIn(words);
  if (set.length === 0) return DEAD;
  if ((sets.length + 1) * width > automaton.table.length) {
    const larger = new Int16Array(2 * automaton.table.length).fill(NOT_YET);
    larger.set(automaton.table);
    automaton.table = larger;
  }
  known.set(key, sets.push(set) - 1);
  return sets.length - 1;
};

const positionsIn = (words: Uint16Array): readonly number[] => {
  const set: number[] = [];
  for (const [index, word] of words.entries())
    for (let rest = word; rest !== 0; rest &= rest - 1) set.push(16 * index + 31 - Math.clz32(rest & -rest));
  return set;
};

interface ByteClasses {
  /** By byte. */
  readonly classes: Uint8Array;
  /** A byte of each class. */
  readonly members: readonly number[];
}

/** Bytes that no position tells apart are of one class. In plain tables: a scan makes hundreds of these. */
export const byteClasses = (takes: Positions["takes"]): ByteClasses => {
  const classes = new Uint8Array(256);
  const renamed = new Int16Array(2 * 256);
  const seen = new Uint8Array(256);
  let count = 1;
  for (const set of new Set(takes)) {
    renamed.fill(-1);
    seen.fill(0);
    for (let byte = 0; byte < 256; byte++) {
      const one = classes[byte] as number;
      const key = one * 2 + (set[byte] as number);
      if (renamed[key] === -1) renamed[key] = seen[one] === 1 ? count++ : one;
      seen[one] = 1;
      classes[byte] = renamed[key] as number;
    }
  }
  return { classes, members: Array.from({ length: count }, (_, one) => classes.indexOf(one)) };
};

import type { Positions } from "./positions.ts";

/** Leads from state to state by bytes. A state is a set of positions of a pattern that may come next. */
export interface Automaton {
  step(state: number, byte: number): number;
  /** What one byte of any kind, or none, may lead to. */
  anything(state: number): number;
}

/** Nothing can match any more. */
export const DEAD = 0;
/** The pattern may have matched, or what follows is not known. */
export const OPEN = 1;
export const FIRST = 2;
/** Of one automaton: hostile text may lead through others, which are not followed. */
const MOST_STATES = 1024;
const NOT_YET = -1;

/** Transitions are worked out when a text takes them (Aho, Sethi, Ullman: Compilers, 3.7.3: lazy subset construction). */
export const createAutomaton = ({ takes, follow, last }: Positions, start: Iterable<number>): Automaton => {
  const { classes, members } = byteClasses(takes);
  const anything = members.length;
  const width = anything + 1;
  const known = new Map<string, number>();
  const sets: (readonly number[])[] = [[], [], []];
  let table = new Int16Array(16 * width).fill(NOT_YET);
  const numberOf = (reached: ReadonlySet<number>): number => {
    const set = [...reached].sort((a, b) => a - b);
    const key = set.join();
    const number = known.get(key);
    if (number !== undefined) return number;
    if (sets.length === MOST_STATES) return OPEN;
    if ((sets.length + 1) * width > table.length) {
      const larger = new Int16Array(2 * table.length).fill(NOT_YET);
      larger.set(table);
      table = larger;
    }
    known.set(key, sets.push(set) - 1);
    return sets.length - 1;
  };
  const work = (state: number, one: number): number => {
    const set = sets[state] as readonly number[];
    const byte = members[one];
    const reached = new Set<number>(byte === undefined ? set : []);
    for (const position of set) {
      if (byte !== undefined && takes[position]?.[byte] !== 1) continue;
      if (last.has(position)) return OPEN;
      for (const next of follow[position] as readonly number[]) reached.add(next);
    }
    return reached.size === 0 ? DEAD : numberOf(reached);
  };
  const go = (state: number, one: number): number => {
    const at = state * width + one;
    const next = table[at] as number;
    if (next !== NOT_YET) return next;
    const worked = work(state, one);
    table[at] = worked;
    return worked;
  };
  sets[FIRST] = [...start].sort((a, b) => a - b);
  return {
    step: (state, byte) => go(state, classes[byte] as number),
    anything: (state) => go(state, anything),
  };
};

/** Bytes that no position tells apart are of one class; a member of each. */
const byteClasses = (takes: Positions["takes"]) => {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const set of new Set(takes)) {
    const renamed = new Map<number, number>();
    const isIn = (byte: number): number => (classes[byte] as number) * 2 + (set[byte] as number);
    const seen = new Set<number>();
    for (let byte = 0; byte < 256; byte++) {
      const one = classes[byte] as number;
      if (renamed.has(isIn(byte))) continue;
      renamed.set(isIn(byte), seen.has(one) ? count++ : one);
      seen.add(one);
    }
    const next = Uint8Array.from({ length: 256 }, (_, byte) => renamed.get(isIn(byte)) as number);
    classes.set(next);
  }
  return { classes, members: Array.from({ length: count }, (_, one) => classes.indexOf(one)) };
};

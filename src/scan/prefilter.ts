import { buildTrie, SHIFT, type Trie } from "./trie.ts";

/** A piece of a stream; `base` is the offset in the document of `bytes[0]`. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly base: number;
}

/** Finds every keyword in one pass, whatever its case and however the stream is cut. */
export interface Prefilter {
  readonly initialState: number;
  /** Appends `keyword index, offset of its start in the document` to `hits`; returns the state for the next piece. */
  scan(piece: Piece, state: number, hits: number[]): number;
}

/**
 * An Aho-Corasick automaton (Aho, Corasick: Efficient string matching, CACM 18(6), 1975) as a complete table over
 * byte classes. States that report something have the highest numbers, so the inner loop has one comparison.
 */
export const createPrefilter = (keywords: readonly string[]): Prefilter => {
  const classes = byteClasses(keywords);
  const trie = buildTrie(keywords, classes);
  const { table, order, firstReporting } = numberStates(trie);
  const reports = order.slice(firstReporting).map((state) => Uint16Array.from(trie.outputs[state] ?? []));
  const lengths = Uint16Array.from(keywords, (keyword) => keyword.length);
  return {
    initialState: order.indexOf(0),
    scan: (piece, state, hits) => run({ piece, state, hits, classes, table, firstReporting, reports, lengths }),
  };
};

interface Run {
  readonly piece: Piece;
  readonly state: number;
  readonly hits: number[];
  readonly classes: Uint8Array;
  readonly table: Uint16Array;
  readonly firstReporting: number;
  readonly reports: readonly Uint16Array[];
  readonly lengths: Uint16Array;
}

const run = ({ piece, state: first, hits, classes, table, firstReporting, reports, lengths }: Run): number => {
  const { bytes, start, end, base } = piece;
  let state = first;
  for (let at = start; at < end; at++) {
    state = table[(state << SHIFT) | (classes[bytes[at] as number] as number)] as number;
    if (state < firstReporting) continue;
    for (const keyword of reports[state - firstReporting] as Uint16Array)
      hits.push(keyword, base + at + 1 - (lengths[keyword] as number));
  }
  return state;
};

/** Class 0 is every byte that stands in no keyword; a letter and its other case share a class. */
const byteClasses = (keywords: readonly string[]): Uint8Array => {
  const classes = new Uint8Array(256);
  let next = 1;
  for (const byte of new Set(Buffer.from(keywords.join("").toLowerCase(), "latin1"))) {
    classes[byte] = next;
    if (byte >= 0x61 && byte <= 0x7a) classes[byte - 0x20] = next;
    next++;
  }
  if (next > 1 << SHIFT) throw new RangeError(`keywords use ${next} byte classes, at most ${1 << SHIFT} fit`);
  return classes;
};

const numberStates = (trie: Trie) => {
  const states = Array.from({ length: trie.states }, (_, state) => state);
  const silent = states.filter((state) => trie.outputs[state]?.length === 0);
  const order = [...silent, ...states.filter((state) => trie.outputs[state]?.length !== 0)];
  const numbers = new Uint16Array(order.length);
  for (const [number, state] of order.entries()) numbers[state] = number;
  const table = new Uint16Array(order.length << SHIFT);
  for (const [number, state] of order.entries())
    for (let column = 0; column < 1 << SHIFT; column++)
      table[(number << SHIFT) | column] = numbers[trie.table[(state << SHIFT) | column] as number] as number;
  return { table, order, firstReporting: silent.length };
};

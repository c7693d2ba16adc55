import { LONGEST_KEYWORD } from "../rule.ts";
import { type Kernel, type Piece, SCRATCH_BYTES } from "./kernel.ts";
import { plainReaders } from "./plain-readers.ts";
import { buildTrie, SHIFT, type Trie } from "./trie.ts";

/**
 * An Aho-Corasick automaton (Aho, Corasick: Efficient string matching, CACM 18(6), 1975) as a complete table over
 * byte classes. States that report something have the highest numbers, so the inner loop has one comparison.
 */
export const createPlainKernel = (keywords: readonly string[]): Kernel => {
  const automaton = lazily(() => buildAutomaton(keywords));
  return {
    id: "plain",
    scratch: Buffer.alloc(SCRATCH_BYTES),
    allocate: (size) => Buffer.allocUnsafe(size),
    holds: () => true,
    keywords: (piece, hits) => run(automaton(), piece, hits),
    newlines: (bytes, { start, end }) => {
      let count = 0;
      for (let at = start; at < end; at++) if (bytes[at] === 0x0a) count++;
      return count;
    },
    flow: () => false,
    jsonTexts: () => undefined,
    ...plainReaders,
  };
};

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

interface Automaton {
  readonly classes: Uint8Array;
  readonly table: Uint16Array;
  readonly root: number;
  readonly firstReporting: number;
  readonly reports: readonly Uint16Array[];
  readonly lengths: Uint16Array;
}

const buildAutomaton = (keywords: readonly string[]): Automaton => {
  const classes = byteClasses(keywords);
  const trie = buildTrie(keywords, classes);
  const { table, order, firstReporting } = numberStates(trie);
  const reports = order.slice(firstReporting).map((state) => Uint16Array.from(trie.outputs[state] ?? []));
  const lengths = Uint16Array.from(keywords, (keyword) => keyword.length);
  return { classes, table, root: order.indexOf(0), firstReporting, reports, lengths };
};

/** A keyword that ends in the new bytes may begin before them. */
const run = (automaton: Automaton, { bytes, start, end, base }: Piece, hits: number[]): void => {
  const { classes, table, firstReporting, reports, lengths } = automaton;
  let state = automaton.root;
  for (let at = Math.max(0, start - LONGEST_KEYWORD); at < end; at++) {
    state = table[(state << SHIFT) | (classes[bytes[at] as number] as number)] as number;
    if (state < firstReporting || at < start) continue;
    for (const keyword of reports[state - firstReporting] as Uint16Array)
      hits.push(keyword, base + at + 1 - (lengths[keyword] as number));
  }
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

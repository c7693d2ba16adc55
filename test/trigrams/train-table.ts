import { deflateRawSync } from "node:zlib";
import { CASE_UNIT, HISTORIES, historyAt, kindAt, SYMBOLS, symbolAt, TRIGRAM_BYTES } from "../../src/scan/trigrams.ts";

/** Word of a text and in how many packages it stands. */
export type Counts = ReadonlyMap<string, number>;

/** A word of every package counts as much as one of a few. */
const MOST = 4;

/** The packed table for `src/scan/trigram-table.ts`: the same counts give the same text. */
export const trainTable = (counts: Counts): string => {
  const packed = new Uint8Array(TRIGRAM_BYTES + HISTORIES * 2);
  packTrigrams(packed, trigramCosts(counts));
  packed.set(caseCosts(counts), TRIGRAM_BYTES);
  return deflateRawSync(packed, { level: 9 }).toString("base64");
};

const packTrigrams = (packed: Uint8Array, costs: Float64Array): void => {
  for (const [cell, cost] of costs.entries())
    packed[cell >> 1] = (packed[cell >> 1] as number) | (Math.min(15, Math.round(cost)) << ((cell & 1) << 2));
};

/** Of each symbol after two others, in bits, Witten and Bell's way: what two have not shown, one says, else none. */
const trigramCosts = (counts: Counts): Float64Array => {
  const three = new Float64Array(SYMBOLS ** 3);
  const two = new Float64Array(SYMBOLS ** 2);
  const one = new Float64Array(SYMBOLS);
  for (const [word, count] of counts)
    for (let at = 0; at < word.length; at++) {
      const [a, b, c] = [symbolAt(word, at - 2), symbolAt(word, at - 1), symbolAt(word, at)];
      const weight = Math.min(count, MOST);
      add(three, (a * SYMBOLS + b) * SYMBOLS + c, weight);
      add(two, b * SYMBOLS + c, weight);
      add(one, c, weight);
    }
  const even = new Float64Array(SYMBOLS).fill(1 / SYMBOLS);
  return smooth(three, smooth(two, smooth(one, even))).map((share) => -Math.log2(share));
};

const add = (sums: Float64Array, at: number, weight: number): void => {
  sums[at] = (sums[at] as number) + weight;
};

/** Shares of the symbols in each context of `sums`, with those of the shorter context (its end) for what is rare. */
const smooth = (sums: Float64Array, shorter: Float64Array): Float64Array => {
  const shares = new Float64Array(sums.length);
  for (let from = 0; from < sums.length; from += SYMBOLS) {
    const here = sums.subarray(from, from + SYMBOLS);
    const total = here.reduce((a, b) => a + b, 0);
    const seen = Math.max(1, here.filter((sum) => sum > 0).length);
    for (const [symbol, sum] of here.entries())
      shares[from + symbol] = (sum + seen * (shorter[(from + symbol) % shorter.length] as number)) / (total + seen);
  }
  return shares;
};

/** Of a small letter and of a capital after each history. */
const caseCosts = (counts: Counts): Uint8Array => {
  const sums = new Float64Array(HISTORIES * 2).fill(0.5);
  for (const [word, count] of counts)
    for (let at = 0; at < word.length; at++) {
      const kind = kindAt(word, at);
      if (kind < 2) add(sums, historyAt(word, at) * 2 + kind, Math.min(count, MOST));
    }
  return Uint8Array.from(sums, (sum, cell) => {
    const share = sum / (sum + (sums[cell ^ 1] as number));
    return Math.min(255, Math.round(-Math.log2(share) / CASE_UNIT));
  });
};

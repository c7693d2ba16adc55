/** Columns of a row are a power of two, so that a row is found by shifting. */
export const SHIFT = 6;
const COLUMNS = 1 << SHIFT;
/** States are numbered by 16 bits. */
const MOST_STATES = 0x1_0000;

export interface Trie {
  readonly states: number;
  /** `state << SHIFT | column` leads to a state; 0 is the root. */
  readonly table: Uint16Array;
  /** Per state, the keywords that end there, those that are suffixes of others included. */
  readonly outputs: readonly number[][];
}

/** Keyword trie over byte classes with the failure links of Aho-Corasick already followed: every row is complete. */
export const buildTrie = (keywords: readonly string[], classes: Uint8Array): Trie => {
  const most = keywords.reduce((sum, keyword) => sum + keyword.length, 1);
  const table = new Uint16Array(most << SHIFT);
  const outputs: number[][] = [[]];
  for (const [index, keyword] of keywords.entries()) {
    let state = 0;
    for (const byte of Buffer.from(keyword, "latin1")) {
      const at = (state << SHIFT) | (classes[byte] as number);
      if (table[at] === 0) table[at] = outputs.push([]) - 1;
      state = table[at] as number;
    }
    outputs[state]?.push(index);
    if (outputs.length > MOST_STATES) throw new RangeError(`keywords need more than ${MOST_STATES} states`);
  }
  followFailures({ table, outputs });
  return { states: outputs.length, table, outputs };
};

/** Breadth first, so that the state a failure leads to is complete before it is copied from. */
const followFailures = ({ table, outputs }: Pick<Trie, "table" | "outputs">): void => {
  const failures = new Uint16Array(outputs.length);
  const queue = [0];
  for (const state of queue) {
    const failure = failures[state] as number;
    outputs[state]?.push(...(state === 0 ? [] : (outputs[failure] ?? [])));
    for (let column = 0; column < COLUMNS; column++) {
      const at = (state << SHIFT) | column;
      const target = table[at] as number;
      const fallback = state === 0 ? 0 : (table[(failure << SHIFT) | column] as number);
      if (target === 0) table[at] = fallback;
      else {
        failures[target] = fallback;
        queue.push(target);
      }
    }
  }
};

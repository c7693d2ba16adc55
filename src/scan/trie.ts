/** Rows are complete where it matters: a column that is absent leads back to the root, which is state 0. */
export interface Trie {
  readonly rows: readonly Map<number, number>[];
  /** Per state, the keywords that end there, those that are suffixes of others included. */
  readonly outputs: readonly number[][];
}

/** Keyword trie over byte classes with the failure links of Aho-Corasick already followed. */
export const buildTrie = (keywords: readonly string[], classes: Uint8Array): Trie => {
  const rows: Map<number, number>[] = [new Map()];
  const outputs: number[][] = [[]];
  for (const [index, keyword] of keywords.entries()) {
    const end = [...Buffer.from(keyword, "latin1")].reduce(
      (state, byte) => child({ rows, outputs }, state, classes[byte] as number),
      0,
    );
    outputs[end]?.push(index);
  }
  followFailures({ rows, outputs });
  return { rows, outputs };
};

const child = (trie: { rows: Map<number, number>[]; outputs: number[][] }, state: number, column: number): number => {
  const known = trie.rows[state]?.get(column);
  if (known !== undefined) return known;
  const created = trie.rows.push(new Map()) - 1;
  trie.outputs.push([]);
  trie.rows[state]?.set(column, created);
  return created;
};

/** Breadth first, so that the state a failure leads to is complete before it is copied from. */
const followFailures = ({ rows, outputs }: Trie): void => {
  const queue = [...(rows[0]?.values() ?? [])].map((state) => ({ state, failure: 0 }));
  for (const { state, failure } of queue) {
    const row = rows[state] as Map<number, number>;
    const fallback = rows[failure] as Map<number, number>;
    for (const [column, target] of row) queue.push({ state: target, failure: fallback.get(column) ?? 0 });
    for (const [column, target] of fallback) if (!row.has(column)) row.set(column, target);
    outputs[state]?.push(...(outputs[failure] ?? []));
  }
};

import { MATCHED } from "./ahead-table.ts";

interface Smallest {
  /** By state, its new number. */
  readonly numbers: Int32Array;
  readonly rows: readonly Uint16Array[];
}

/** States that lead to the same are one (Moore: Gedanken-experiments on sequential machines, 1956). The first three stay. */
export const smallest = (rows: readonly Uint16Array[]): Smallest => {
  let numbers = Int32Array.from(rows, (_, state) => Math.min(state, MATCHED + 1));
  let firsts: readonly number[] = [];
  for (let count = -1; count !== firsts.length; ) {
    count = firsts.length;
    ({ numbers, firsts } = split(rows, numbers));
  }
  const renamed = numbers;
  return { numbers, rows: firsts.map((first) => (rows[first] as Uint16Array).map((next) => renamed[next] as number)) };
};

/** Parts those that are one by `numbers` by where they lead to. `firsts`: a state of each number. */
const split = (rows: readonly Uint16Array[], numbers: Int32Array) => {
  const known = new Map<number, number>();
  const firsts: number[] = [];
  const next = new Int32Array(rows.length);
  for (const [state, row] of rows.entries()) {
    const hash = hashOf(row, numbers, numbers[state] as number);
    const other = state > MATCHED ? known.get(hash) : undefined;
    if (other !== undefined && isAlike({ rows, numbers }, firsts[other] as number, state)) next[state] = other;
    else {
      next[state] = firsts.push(state) - 1;
      if (state > MATCHED) known.set(hash, next[state] as number);
    }
  }
  return { numbers: next, firsts };
};

const hashOf = (row: Uint16Array, numbers: Int32Array, own: number): number => {
  let hash = own;
  for (const next of row) hash = (Math.imul(hash ^ (numbers[next] as number), 0x9e37_79b1) << 7) ^ (hash >>> 9);
  return hash;
};

const isAlike = (
  { rows, numbers }: { readonly rows: readonly Uint16Array[]; readonly numbers: Int32Array },
  a: number,
  b: number,
): boolean => {
  const [one, other] = [rows[a] as Uint16Array, rows[b] as Uint16Array];
  return numbers[a] === numbers[b] && one.every((next, at) => numbers[next] === numbers[other[at] as number]);
};

import type { Note } from "../../piece.ts";

/** A constant of a program; `name`: of what it is assigned to, when that is known. */
export interface Constant {
  readonly name?: string;
  readonly value: string;
}

/** Shorter ones hold no secret; they are kept when they have a name. */
const SHORTEST = 4;

interface Limit {
  /** Of the program, in bytes. */
  readonly size: number;
  /** Told when the constants are more than a program of that size has: it hands the same ones out again and again. */
  readonly note: Note;
}

/** Constants as source text would have them: `name = "value"`, a line each but for values that have line breaks. */
export function* constantText(constants: Iterable<Constant>, { size, note }: Limit): Generator<Uint8Array> {
  let rest = size * MOST_TIMES + SPARE;
  for (const { name, value } of constants) {
    if (name === undefined && value.length < SHORTEST) continue;
    const line = Buffer.from(`${name === undefined ? "" : `${name} = `}${quoted(value)}\n`);
    rest -= line.length;
    if (rest < 0) return note(`its constants are more than ${MOST_TIMES} times its size: the rest is not told`);
    yield line;
  }
}

const MOST_TIMES = 4;
const SPARE = 64 * 1024;

/** What has line breaks, keys above all, stays readable. */
const quoted = (value: string): string =>
  value.includes("\n") ? `"""${value}"""` : `"${value.replace(/["\\]/g, "\\$&")}"`;

/** Keys of maps that may be a name in source text. */
export const isName = (key: string): boolean => key.length <= 100 && /^[A-Za-z_][\w.-]*$/.test(key);

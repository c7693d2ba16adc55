/** A constant of a program; `name`: of what it is assigned to, when that is known. */
export interface Constant {
  readonly name?: string;
  readonly value: string;
}

/** Shorter ones hold no secret; they are kept when they have a name. */
const SHORTEST = 4;

/** Constants as source text would have them: `name = "value"`, a line each but for values that have line breaks. */
export async function* constantText(constants: Iterable<Constant>): AsyncGenerator<Uint8Array> {
  for (const { name, value } of constants) {
    if (name === undefined && value.length < SHORTEST) continue;
    yield Buffer.from(`${name === undefined ? "" : `${name} = `}${quoted(value)}\n`);
  }
}

/** What has line breaks, keys above all, stays readable. */
const quoted = (value: string): string =>
  value.includes("\n") ? `"""${value}"""` : `"${value.replace(/["\\]/g, "\\$&")}"`;

/** Keys of maps that may be a name in source text. */
export const isName = (key: string): boolean => key.length <= 100 && /^[A-Za-z_][\w.-]*$/.test(key);

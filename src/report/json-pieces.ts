import { safeJson } from "./clean.ts";

/**
 * A value as JSON of two spaces, in pieces: a list of a large case is longer than a string can be (2^29 characters in V8). The
 * same text as `safeJson(value, 2)`; lists and objects come entry by entry, down to `depth` in each other.
 */
export const jsonPieces = (value: object | Iterable<unknown>, depth = 2): Generator<string> =>
  piecesOf(value, { depth, indent: "" });

interface At {
  readonly depth: number;
  readonly indent: string;
}

function* piecesOf(value: unknown, { depth, indent }: At): Generator<string> {
  if (depth === 0 || typeof value !== "object" || value === null) {
    yield safeJson(value ?? null, 2).replaceAll("\n", `\n${indent}`);
    return;
  }
  const isList = Symbol.iterator in value;
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  let before = `${open}\n`;
  for (const [name, one] of isList ? listed(value as Iterable<unknown>) : Object.entries(value)) {
    if (one === undefined && !isList) continue;
    yield `${before}${indent}  ${isList ? "" : `${safeJson(name)}: `}`;
    yield* piecesOf(one, { depth: depth - 1, indent: `${indent}  ` });
    before = ",\n";
  }
  yield before === ",\n" ? `\n${indent}${close}` : open + close;
}

function* listed(list: Iterable<unknown>): Generator<readonly ["", unknown]> {
  for (const one of list) yield ["", one];
}

import { safeJson } from "./clean.ts";

/**
 * A value as JSON of two spaces, in pieces: a list of a large case is longer than a string can be (2^29 characters in V8). The
 * same text as `safeJson(value, 2)`; lists at the top, and those in fields of an object at the top, come entry by entry.
 */
export function* jsonPieces(value: object): Generator<string> {
  if (Array.isArray(value)) {
    yield* listPieces(value, "");
    return;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.length === 0) yield "{}";
  for (const [index, [name, field]] of fields.entries()) {
    yield `${index === 0 ? "{\n" : ",\n"}  ${safeJson(name)}: `;
    if (Array.isArray(field)) yield* listPieces(field, "  ");
    else yield shifted(safeJson(field, 2), "  ");
  }
  if (fields.length > 0) yield "\n}";
}

function* listPieces(list: readonly unknown[], indent: string): Generator<string> {
  if (list.length === 0) yield "[]";
  for (const [index, one] of list.entries())
    yield `${index === 0 ? "[\n" : ",\n"}${indent}  ${shifted(safeJson(one ?? null, 2), `${indent}  `)}`;
  if (list.length > 0) yield `\n${indent}]`;
}

const shifted = (json: string, indent: string): string => json.replaceAll("\n", `\n${indent}`);

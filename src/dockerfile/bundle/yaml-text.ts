import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { maskEscapes, maskExpressions, plainLineEnds } from "./host-text.ts";

/** A scalar of a YAML file, with the keys that lead to it. */
export interface PlacedScalar {
  readonly path: readonly string[];
  readonly scalar: Scalar<string>;
  /** The maps around it, the outermost first. */
  readonly maps: readonly YAMLMap[];
}

/** Nesting that nobody writes, and that costs the square of its depth to read. */
const DEEP = /(?:[[{][ \t]*){200}/;

/** The documents of a file; undefined when one of them does not parse. */
export const parseYaml = (text: string): readonly unknown[] | undefined => {
  if (DEEP.test(text)) return undefined;
  try {
    const documents = parseAllDocuments(text);
    if (!Array.isArray(documents) || documents.some((one) => one.errors.length > 0)) return undefined;
    return documents.map((one) => one.contents);
  } catch {
    return undefined;
  }
};

/** The first document as plain data, aliases and merge keys resolved; undefined when there are too many of them. */
export const plainData = (text: string): unknown => {
  try {
    return parseDocument(text, { merge: true }).toJS();
  } catch {
    return undefined;
  }
};

/** A value below plain data. */
export const dataAt = (data: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (value, key) => (value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined),
    data,
  );

/** Strings below a node, in source order; list items have the key `-`. Aliases are not followed. */
export const scalarsOf = (
  node: unknown,
  path: readonly string[] = [],
  maps: readonly YAMLMap[] = [],
): readonly PlacedScalar[] => {
  if (isMap(node)) return node.items.flatMap((pair) => scalarsOf(pair.value, [...path, keyOf(pair)], [...maps, node]));
  if (isSeq(node)) return node.items.flatMap((item) => scalarsOf(item, [...path, "-"], maps));
  return isScalar(node) && typeof node.value === "string" ? [{ path, scalar: node as Scalar<string>, maps }] : [];
};

export const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

export const pairOf = (map: YAMLMap, key: string): Pair<unknown, unknown> | undefined =>
  map.items.find((pair) => keyOf(pair) === key);

/** Start, and end without trailing comments and blanks. */
export const rangeOf = (node: unknown): { readonly start: number; readonly end: number } | undefined => {
  const range = (node as Node | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
};

/** Where the text of a node ends; undefined for a value that is not written. Comments after a block belong to no item. */
export const endOf = (node: unknown): number | undefined => {
  if ((isMap(node) || isSeq(node)) && !node.flow) {
    const item = node.items.at(-1);
    if (!isMap(node)) return endOf(item);
    const pair = node.items.at(-1);
    return endOf(pair?.value) ?? rangeOf(pair?.key)?.end;
  }
  const range = rangeOf(node);
  return range === undefined || range.start === range.end ? undefined : range.end;
};

/** The shell text of a scalar as a copy of equal length. */
export const shellOf = (
  text: string,
  scalar: Scalar,
): { readonly start: number; readonly flat: string } | undefined => {
  const range = rangeOf(scalar);
  if (range === undefined) return undefined;
  const source = text.slice(range.start, range.end);
  const plain = (body: string): string => plainLineEnds(maskExpressions(body));
  switch (scalar.type) {
    case "BLOCK_LITERAL":
    case "BLOCK_FOLDED": {
      const header = source.indexOf("\n") + 1;
      const body = withoutHeredocs(plain(source.slice(header)));
      return { start: range.start + header, flat: scalar.type === "BLOCK_FOLDED" ? fold(body) : body };
    }
    case "QUOTE_DOUBLE":
      return { start: range.start + 1, flat: maskEscapes(fold(plain(source.slice(1, -1)))) };
    case "QUOTE_SINGLE":
      return { start: range.start + 1, flat: fold(plain(source.slice(1, -1))).replaceAll("''", "\uE000'") };
    case "PLAIN":
      return { start: range.start, flat: fold(plain(source)) };
    default:
      return undefined;
  }
};

/** A longer one is not read as shell. */
const MAX_SCRIPT = 50_000;

/** Bodies of heredocs as blanks: their last line is indented here, and not for the shell. */
const withoutHeredocs = (body: string): string =>
  body.length > MAX_SCRIPT
    ? body
    : body.replace(
        /<<-?[ \t]*(["']?)(\w+)\1([^\n]*\n)([\s\S]*?\n)??[ \t]*\2[ \t]*(?=\n|$)/g,
        (all, _quote, _word, rest: string) => {
          const head = all.indexOf("\n") + 1 - rest.length;
          return " ".repeat(head) + rest + all.slice(head + rest.length).replace(/[^\n]/g, " ");
        },
      );

/** Lines of one paragraph are one line; a blank line, or one that is indented more, ends it. */
const fold = (body: string): string => {
  const indent = /^ */.exec(body)?.[0] ?? "";
  return body.replace(/([^\n])\n(?=( *)\S)/g, (all, last: string, next: string) =>
    next.length > indent.length && indent !== "" ? all : `${last} `,
  );
};

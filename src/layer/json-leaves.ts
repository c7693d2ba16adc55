import { JSON_DEPTH, JSON_LEAVES } from "./limits.ts";

/** A string or number of a JSON value, or the key of an empty object, with the keys and positions that lead to it. */
export interface JsonLeaf {
  readonly segments: readonly (string | number)[];
  readonly value: string;
}

/** All leaves in the order of the text; undefined when there are too many, or they stand too deep. */
export const jsonLeaves = (root: unknown): readonly JsonLeaf[] | undefined => {
  const leaves: JsonLeaf[] = [];
  const open: Node[] = [{ segments: [], value: root }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { segments, value } = node;
    if (typeof value === "string" || typeof value === "number") leaves.push({ segments, value: String(value) });
    else for (const child of children(node).reverse()) open.push(child);
    if (segments.length > JSON_DEPTH || leaves.length + open.length > JSON_LEAVES) return undefined;
  }
  return leaves;
};

/** `a.b["c:d"][0]`. */
export const jsonPath = (segments: readonly (string | number)[]): string => {
  const path = segments.map((segment) => {
    if (typeof segment === "number") return `[${segment}]`;
    return IDENTIFIER.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
  });
  return path.join("").replace(/^\./, "");
};

/** Undefined when the bytes are no JSON. */
export const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const IDENTIFIER = /^[A-Za-z_$][\w$-]*$/;

interface Node {
  readonly segments: readonly (string | number)[];
  readonly value: unknown;
}

const children = ({ segments, value }: Node): Node[] => {
  if (Array.isArray(value)) return value.map((child, at) => ({ segments: [...segments, at], value: child }));
  if (!isObject(value)) return [];
  return Object.entries(value).map(([key, child]) => ({
    segments: [...segments, key],
    value: isEmptyObject(child) ? "" : child,
  }));
};

/** `"Volumes": {"/data": {}}` says what it says in the key. */
const isEmptyObject = (value: unknown): boolean =>
  isObject(value) && !Array.isArray(value) && Object.keys(value).length === 0;

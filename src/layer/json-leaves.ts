import { isModest } from "./json-shape.ts";

/** A string or number of a JSON value, or the key of an empty object, with the keys and positions that lead to it. */
export interface JsonLeaf {
  readonly segments: readonly (string | number)[];
  readonly value: string;
}

/** All leaves in the order of the text, one at a time: a copy of all of them would be many times the text. */
export function* jsonLeaves(root: unknown, segments: JsonLeaf["segments"] = []): Generator<JsonLeaf> {
  if (typeof root === "string" || typeof root === "number") yield { segments, value: String(root) };
  else if (Array.isArray(root)) for (const [at, child] of root.entries()) yield* jsonLeaves(child, [...segments, at]);
  else if (isObject(root))
    for (const key of Object.keys(root)) {
      const child = root[key];
      yield* jsonLeaves(isEmptyObject(child) ? "" : child, [...segments, key]);
    }
}

/** `a.b["c:d"][0]`. */
export const jsonPath = (segments: readonly (string | number)[]): string => {
  const path = segments.map((segment) => {
    if (typeof segment === "number") return `[${segment}]`;
    return IDENTIFIER.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
  });
  return path.join("").replace(/^\./, "");
};

/** In place of JSON that would fill the memory: too many values, nested too deep, or below keys that are too long. */
export const TOO_LARGE = Symbol("too large");

/** Undefined when the bytes are no JSON. */
export const parseJson = (bytes: Uint8Array): unknown => {
  const text = withoutMark(bytes);
  if (!isModest(text)) return TOO_LARGE;
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    return undefined;
  }
};

/** Some editors write a byte order mark before JSON, and what reads configs takes it so. */
export const withoutMark = (bytes: Uint8Array): Buffer => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return text.subarray(0, 3).equals(BYTE_ORDER_MARK) ? text.subarray(3) : text;
};

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const IDENTIFIER = /^[A-Za-z_$][\w$-]*$/;

/** `"Volumes": {"/data": {}}` says what it says in the key. */
const isEmptyObject = (value: unknown): boolean =>
  isObject(value) && !Array.isArray(value) && Object.keys(value).length === 0;

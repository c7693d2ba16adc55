import { type JsonLeaf, jsonLeaves, withoutMark } from "./json-leaves.ts";
import { stringEnd } from "./json-shape.ts";

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE = new Set([0x5d, 0x7d]);

/**
 * All leaves of a JSON text, which `json` is read from. Of keys that come twice in an object a reader keeps the last, but the
 * registry serves what stands under the first as well: those leaves come after the others, with the same paths.
 */
export function* allLeaves(json: unknown, bytes: Uint8Array): Generator<JsonLeaf> {
  yield* jsonLeaves(json);
  yield* earlierLeaves(bytes);
}

/** The leaves under keys that come again later in their object; of a text that is JSON. */
function* earlierLeaves(bytes: Uint8Array): Generator<JsonLeaf> {
  const text = withoutMark(bytes);
  const ends = earlierKeys(text);
  if (ends.length === 0) return;
  for (const { segments, value } of jsonLeaves(JSON.parse(renamed(text, ends))))
    if (segments.some(isRenamed)) yield { segments: segments.map(asWritten), value };
}

/** Positions of the quotes that end such keys, in the order of the text. */
function earlierKeys(text: Buffer): readonly number[] {
  const ends: number[] = [];
  /** The keys of each object that is open, and where they end; lists have none. */
  const open: Map<string, number>[] = [];
  let string = { start: 0, end: 0 };
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (byte === QUOTE) {
      string = { start: at, end: stringEnd(text, at) };
      at = string.end;
    } else if (byte === COLON) {
      const key: string = JSON.parse(text.toString("utf8", string.start, string.end + 1));
      const keys = open.at(-1);
      const before = keys?.get(key);
      if (before !== undefined) ends.push(before);
      keys?.set(key, string.end);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) open.push(new Map());
    else if (CLOSE.has(byte)) open.pop();
  }
  return ends.sort((a, b) => a - b);
}

/** No name has a NUL in it: what is added to a key is known again. */
function renamed(text: Buffer, ends: readonly number[]): string {
  const pieces = ends.map((end, at) => `${text.toString("utf8", ends[at - 1] ?? 0, end)}\\u0000${at}`);
  return pieces.join("") + text.toString("utf8", ends.at(-1));
}

const MARK = /\u0000\d+$/;
const isRenamed = (segment: string | number): boolean => typeof segment === "string" && MARK.test(segment);
const asWritten = (segment: string | number): string | number =>
  typeof segment === "string" ? segment.replace(MARK, "") : segment;

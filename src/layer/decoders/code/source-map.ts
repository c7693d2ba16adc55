import type { Decoder, Inside } from "../decoder.ts";
import { type Content, handOut } from "../hand-out.ts";
import { readWhole } from "../read-whole.ts";
import { type JsonStrings, type JsonStringsEnd, jsonStrings } from "./json-strings.ts";

/**
 * Source maps (ECMA-426) that hold what was compiled: each source is a document under its name,
 * `app.js.map!/src/config.ts`, and where a list of them is whole it is scanned nowhere else. Maps of sections have
 * several lists.
 */
export const sourceMap: Decoder = {
  comesOut: true,
  matches: (head, path) => MAP.test(path) && (head[0] === OPENING || START.test(Buffer.from(head).toString("latin1"))),
  decode: async (reader, inside) => {
    await readMap(await readWhole(reader, inside.limits.heldBytes), inside);
  },
  decodeWhole: (file, inside) => readMap(file.length > inside.limits.heldBytes ? undefined : file, inside),
};

/** `map`: undefined when it is too large. */
const readMap = (map: Buffer | undefined, inside: Inside): Promise<void> | undefined => {
  if (map !== undefined) return handOut(sources(map, inside), inside);
  inside.note(`a source map of more than ${inside.limits.heldBytes} bytes: scanned as it is`);
  return undefined;
};

function* sources(map: Buffer, inside: Inside): Generator<Content> {
  let list: number | undefined = 0;
  let at = arrayAt(map, "sourcesContent", 0);
  while (at !== undefined) {
    list = list === undefined ? undefined : arrayAt(map, "sources", list);
    const names = jsonStrings(map, { start: list ?? map.length });
    const contents = jsonStrings(map, { start: at, fast: inside.jsonTexts(map) });
    const { end, isWhole }: JsonStringsEnd = yield* named(contents, names);
    if (isWhole) inside.cameOut({ start: at, end });
    at = arrayAt(map, "sourcesContent", end);
  }
}

/** Returns where the contents end. */
function* named(contents: JsonStrings, names: JsonStrings): Generator<Content, JsonStringsEnd> {
  for (let number = 1; ; number++) {
    const { value: content, done } = contents.next();
    if (done === true) return content;
    const { value, done: isLast } = names.next();
    const name = isLast === true || value === undefined ? "" : Buffer.from(value).toString();
    if (content?.length) yield { name: sourceName(name || `source-${number}`), bytes: content };
  }
}

const MAP = /\.map$/i;

/** A line may stand before it that keeps browsers from running it (ECMA-426, 5). */
const START = /^(?:\ufeff|\xef\xbb\xbf)?(?:\)\]\}'[^\n]*\n)?\s*\{/;

/** As nearly all begin. */
const OPENING = 0x7b;

/** Where the next array begins that is the value of the key. A key in a string has a backslash before its second quote. */
const arrayAt = (bytes: Buffer, key: string, from: number): number | undefined => {
  const quoted = `"${key}"`;
  for (let at = bytes.indexOf(quoted, from); at >= 0; at = bytes.indexOf(quoted, at + 1)) {
    const behind = /^\s*:\s*\[/.exec(bytes.toString("latin1", at + quoted.length, at + quoted.length + LONGEST_GAP));
    if (behind !== null) return at + quoted.length + behind[0].length;
  }
  return undefined;
};

const LONGEST_GAP = 100;

/** `webpack://app/./src/config.ts?a1b2` is `app/src/config.ts`. */
const sourceName = (source: string): string =>
  source.replace(/^[a-z][a-z+.-]*:\/\/\/?/i, "").replace(/\?[\w-]*$/, "") || "source";

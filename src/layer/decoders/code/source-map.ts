import type { Decoder, Inside } from "../decoder.ts";
import { type Content, handOut } from "../hand-out.ts";
import { readWhole } from "../read-whole.ts";
import { jsonStrings } from "./json-strings.ts";

/**
 * Source maps (ECMA-426) that hold what was compiled: each source is a document under its name,
 * `app.js.map!/src/config.ts`, and where a list of them is whole it is scanned nowhere else. Maps of sections have
 * several lists.
 */
export const sourceMap: Decoder = {
  comesOut: true,
  matches: (head, path) => MAP.test(path) && START.test(Buffer.from(head).toString("latin1")),
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
  let lists: readonly number[] | undefined;
  let list = 0;
  for (const at of keysAt(map, "sourcesContent")) {
    lists ??= [...keysAt(map, "sources")];
    const names = jsonStrings(map, lists[list++] ?? map.length);
    const contents = jsonStrings(map, at);
    for (let number = 1; ; number++) {
      const { value: content, done } = contents.next();
      if (done === true) {
        if (content !== undefined) inside.cameOut({ start: at, end: content });
        break;
      }
      const { value, done: isLast } = names.next();
      const name = isLast === true ? undefined : value;
      if (content) yield { name: sourceName(name || `source-${number}`), bytes: Buffer.from(content) };
    }
  }
}

const MAP = /\.map$/i;

/** A line may stand before it that keeps browsers from running it (ECMA-426, 5). */
const START = /^(?:\ufeff|\xef\xbb\xbf)?(?:\)\]\}'[^\n]*\n)?\s*\{/;

/** Where the arrays begin that are values of the key. A key in a string has a backslash before its second quote. */
function* keysAt(bytes: Buffer, key: string): Generator<number> {
  const quoted = `"${key}"`;
  for (let at = bytes.indexOf(quoted); at >= 0; at = bytes.indexOf(quoted, at + 1)) {
    const behind = /^\s*:\s*\[/.exec(bytes.toString("latin1", at + quoted.length, at + quoted.length + LONGEST_GAP));
    if (behind !== null) yield at + quoted.length + behind[0].length;
  }
}

const LONGEST_GAP = 100;

/** `webpack://app/./src/config.ts?a1b2` is `app/src/config.ts`. */
const sourceName = (source: string): string =>
  source.replace(/^[a-z][a-z+.-]*:\/\/\/?/i, "").replace(/\?[\w-]*$/, "") || "source";

import type { ByteReader } from "../../byte-reader.ts";
import { contentName } from "../content-name.ts";
import type { Decoder } from "../decoder.ts";

/** ECMA-426, 6: in a comment at the end of the file. */
const MARK = "sourceMappingURL=data:application/json";
const BASE64 = ";base64,";
/** Between them: the charset. */
const LONGEST_MARK = 100;
const CHUNK = 64 * 1024;

/**
 * Scripts and styles that have their source map in them, in base64: it is a document, and a container again,
 * `app.js!/app.js.map!/src/config.ts`.
 */
export const inlineSourceMap: Decoder = {
  matches: (_, path) => /\.(?:[cm]?js|css)$/i.test(path),
  holds: (file) => asBuffer(file).includes(MARK),
  decode: async (reader, inside) => {
    while (await findMap(reader)) await inside.document(`${contentName(inside.path)}.map`, base64(reader));
  },
};

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Leaves the reader behind the next mark; false at the end. */
const findMap = async (reader: ByteReader): Promise<boolean> => {
  for (;;) {
    const bytes = asBuffer(await reader.peek(CHUNK));
    const at = bytes.indexOf(MARK);
    if (at < 0) {
      if (bytes.length < CHUNK) return false;
      reader.skip(bytes.length - MARK.length);
      continue;
    }
    reader.skip(at);
    const mark = Buffer.from(await reader.peek(LONGEST_MARK)).toString("latin1");
    const end = mark.indexOf(BASE64);
    reader.skip(end < 0 ? MARK.length : end + BASE64.length);
    if (end >= 0) return true;
  }
};

async function* base64(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const text = Buffer.from(await reader.peek(CHUNK)).toString("latin1");
    const count = /[^A-Za-z0-9+/]/.exec(text)?.index ?? text.length;
    const whole = count < text.length || text.length < CHUNK ? count : count - (count % 4);
    if (whole === 0) return;
    reader.skip(whole);
    yield Buffer.from(text.slice(0, whole), "base64");
    if (whole < CHUNK) return;
  }
}

import type { ByteReader } from "../../byte-reader.ts";
import { inflateMember } from "../../inflate-member.ts";
import type { Decoder } from "../decoder.ts";

/** `objects/` is not asked for: the folder can have another name, and what is no object is told by its content. */
const PATH = /(?:^|\/)[0-9a-f]{2}\/(?:[0-9a-f]{38}|[0-9a-f]{62})$/;
const HEADER = /^(blob|tree|commit|tag) \d{1,20}\0/;
const LONGEST_HEADER = 32;
const ZLIB_HEADER = 2;

/**
 * Loose objects of git (gitformat-loose): zlib data, `<type> <length>`, NUL, content. Each is a document under its type
 * in the file: `.git/objects/ab/cd...!/blob`.
 */
export const gitObject: Decoder = {
  matches: (head, path) => isZlib(head) && PATH.test(path),
  decode: async (reader, inside) => {
    reader.skip((await reader.peek(ZLIB_HEADER)).length);
    const content = object(reader, inside.note);
    const { value: first } = await content.next();
    const header = HEADER.exec(Buffer.from(first?.subarray(0, LONGEST_HEADER) ?? []).toString("latin1"));
    if (first === undefined || header === null) return inside.note("no object of git: not unpacked");
    await inside.document(header[1] ?? "", following(first.subarray(header[0].length), content));
  },
};

/** RFC 1950, 2.2: deflate, and a check value that divides by 31. */
export const isZlib = (head: Uint8Array): boolean =>
  ((head[0] ?? 0) & 0x0f) === 8 && ((head[0] ?? 0) * 256 + (head[1] ?? 0)) % 31 === 0;

async function* object(reader: ByteReader, note: (reason: string) => void): AsyncGenerator<Uint8Array> {
  const end = yield* inflateMember(reader);
  if (end !== "complete") note(`the zlib data is ${end}: the rest of the object is lost`);
}

async function* following(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

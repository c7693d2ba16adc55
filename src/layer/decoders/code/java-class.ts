import { javaName } from "../content-name.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { readWhole } from "../read-whole.ts";
import { classConstants } from "./class-constants.ts";
import { CLASS_MAGIC, readClassFile } from "./class-file.ts";
import { constantText } from "./constant-text.ts";

/** JDK 1.1; binaries of macOS have the same magic, and a small number in its place. */
const OLDEST = 45;

/** Classes of Java, and of what is compiled to them: their strings are a document of lines `name = "value"`. */
export const javaClass: Decoder = {
  isLegible: true,
  matches: (head) => {
    if (head[0] !== CLASS_MAGIC >>> 24) return false;
    const bytes = Buffer.from(head.subarray(0, 8));
    return bytes.length === 8 && bytes.readUInt32BE() === CLASS_MAGIC && bytes.readUInt16BE(6) >= OLDEST;
  },
  decode: async (reader, inside) => {
    const lines = constants(await readWhole(reader, inside.limits.heldBytes), inside);
    if (lines !== undefined) await inside.document(javaName(inside.path), lines);
  },
  decodeWhole: (file, inside) => {
    const lines = constants(file.length > inside.limits.heldBytes ? undefined : file, inside);
    return lines && inside.whole(javaName(inside.path), Buffer.concat([...lines]));
  },
};

/** `bytes`: undefined when they are too many. */
const constants = (bytes: Buffer | undefined, inside: Inside): Iterable<Uint8Array> | undefined => {
  const file = bytes && readClassFile(bytes);
  if (bytes !== undefined && file !== undefined)
    return constantText(classConstants(file), { size: bytes.length, note: inside.note });
  inside.note(
    bytes === undefined
      ? `a class of Java of more than ${inside.limits.heldBytes} bytes: scanned as it is`
      : "a class of Java that is cut or damaged: scanned as it is",
  );
  return undefined;
};

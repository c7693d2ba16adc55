import { javaName } from "../content-name.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { classConstants } from "./class-constants.ts";
import { CLASS_MAGIC, readClassFile } from "./class-file.ts";
import { constantText } from "./constant-text.ts";
import { decodeProgram } from "./program.ts";

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
  ...decodeProgram({ what: "a class of Java", sourceName: javaName, constants: constantsOf }),
};

function constantsOf(bytes: Buffer, inside: Inside): Iterable<Uint8Array> | undefined {
  const file = readClassFile(bytes);
  if (file !== undefined) return constantText(classConstants(file), { size: bytes.length, note: inside.note });
  inside.note("a class of Java that is cut or damaged: scanned as it is");
  return undefined;
}

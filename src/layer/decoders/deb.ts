import { boundedReader } from "../bounded-reader.ts";
import { type ByteReader, readAll } from "../byte-reader.ts";
import type { Decoder, Inside } from "./decoder.ts";
import { startsWith } from "./starts-with.ts";

const MAGIC = "!<arch>\n";
const HEADER_BYTES = 60;
const FIRST = "debian-binary";

/**
 * Debian packages (deb(5)): an ar archive of `debian-binary`, `control.tar.*` and `data.tar.*`. Other ar archives hold
 * object files as they are: those are scanned with the archive itself.
 */
export const deb: Decoder = {
  matches: (head) => startsWith(head, MAGIC + FIRST),
  decode: async (reader, inside) => {
    reader.skip((await reader.peek(MAGIC.length)).length);
    while (await member(reader, inside));
  },
};

/** False at the end. Members begin at even offsets (deb(5)). */
const member = async (reader: ByteReader, inside: Inside): Promise<boolean> => {
  const header = Buffer.from(await reader.peek(HEADER_BYTES)).toString("latin1");
  if (header === "") return false;
  const [name = "", size] = [header.slice(0, 16).replace(/\/? *$/, ""), header.slice(48, 58).trimEnd()];
  if (header.length < HEADER_BYTES || !header.endsWith("`\n") || !/^\d{1,10}$/.test(size)) {
    inside.note(`a header of the ar archive is cut or damaged at byte ${reader.offset()}: the rest is not unpacked`);
    return false;
  }
  reader.skip(HEADER_BYTES);
  const start = reader.offset();
  await inside.document(name, readAll(boundedReader(reader, Number(size))));
  const missing = start + Number(size) - reader.offset();
  if (missing > 0) inside.note(`the ar archive ends early: ${missing} bytes of this member are missing`, name);
  if (Number(size) % 2 === 1) reader.skip((await reader.peek(1)).length);
  return true;
};

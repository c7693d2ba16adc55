import { boundedReader } from "../../bounded-reader.ts";
import { type ByteReader, readAll } from "../../byte-reader.ts";
import { skipZeros } from "../../piece.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { CPIO_HEADER_BYTES, type CpioHeader, readCpioHeader } from "./cpio-header.ts";

const TRAILER = "TRAILER!!!";
/** Of a path (Linux, PATH_MAX). */
const LONGEST_NAME = 4096;

/**
 * cpio archives, those that are no binary ones of the time before 1990: payloads of rpm packages, and initial file systems of Linux, which are
 * several in a row, the last of them often compressed (Linux, driver-api/early-userspace/buffer-format).
 */
export const cpio: Decoder = {
  matches: (head) => readCpioHeader(head) !== undefined,
  decode: async (reader, inside) => {
    for (;;) {
      if (!(await archive(reader, inside))) return;
      await skipZeros(reader);
      const rest = await reader.peek(CPIO_HEADER_BYTES);
      if (rest.length === 0) return;
      if (readCpioHeader(rest) === undefined) return await inside.content("rest", readAll(reader));
    }
  },
};

/** True behind its trailer. */
const archive = async (reader: ByteReader, inside: Inside): Promise<boolean> => {
  const start = reader.offset();
  for (;;) {
    const header = readCpioHeader(await reader.peek(CPIO_HEADER_BYTES));
    if (typeof header !== "object" || header.nameBytes > LONGEST_NAME) {
      inside.note(
        header === "stripped" ? STRIPPED : `the cpio archive ${await stateOf(reader)}: the rest is not unpacked`,
      );
      return false;
    }
    reader.skip(header.bytes);
    const name = await takeName(reader, header);
    await align(reader, { start, by: header.align });
    if (name === TRAILER) return true;
    await member(reader, { inside, header, name });
    await align(reader, { start, by: header.align });
  }
};

const STRIPPED = "a cpio archive of an rpm package with files of 4 GiB or more: not unpacked, but scanned as it is";

const stateOf = async (reader: ByteReader): Promise<string> =>
  `${(await reader.peek(CPIO_HEADER_BYTES)).length < CPIO_HEADER_BYTES ? "ends early" : "is damaged"} at byte ${reader.offset()}`;

const takeName = async (reader: ByteReader, { nameBytes }: CpioHeader): Promise<string> => {
  const bytes = Buffer.from(await reader.peek(nameBytes));
  reader.skip(bytes.length);
  return bytes.toString("utf8").replace(/\0.*$/s, "");
};

/** Directories, and all names of a file but the last, have no content. */
const member = async (
  reader: ByteReader,
  { inside, header: { size }, name }: { readonly inside: Inside; readonly header: CpioHeader; readonly name: string },
): Promise<void> => {
  if (size === 0) return;
  const end = reader.offset() + size;
  await inside.document(name, readAll(boundedReader(reader, size)));
  const missing = end - reader.offset();
  if (missing > 0) inside.note(`the cpio archive ends early: ${missing} bytes of this file are missing`, name);
};

const align = async (
  reader: ByteReader,
  { start, by }: { readonly start: number; readonly by: number },
): Promise<void> => {
  const over = (reader.offset() - start) % by;
  if (over > 0) reader.skip((await reader.peek(by - over)).length);
};

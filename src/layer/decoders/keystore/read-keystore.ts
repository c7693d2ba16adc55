import type { ByteReader } from "../../byte-reader.ts";
import type { Inside } from "../decoder.ts";
import { readWhole } from "../read-whole.ts";

/** Java's own has 150 certificates in 200 kB; it is held in memory, in bytes. */
const LARGEST = 8 * 1024 * 1024;

/** The whole keystore; undefined when it is too large, which is said. */
export const readKeystore = async (reader: ByteReader, inside: Inside): Promise<Buffer | undefined> => {
  const bytes = await readWhole(reader, LARGEST);
  if (bytes === undefined) inside.note(`a keystore of more than ${LARGEST} bytes: its entries are not read`);
  return bytes;
};

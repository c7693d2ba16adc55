import type { ByteReader } from "../byte-reader.ts";

const CHUNK = 64 * 1024;

/** Everything that is left, as one piece; undefined when it is more than `most` bytes. */
export const readWhole = async (reader: ByteReader, most: number): Promise<Buffer | undefined> => {
  const parts: Buffer[] = [];
  for (let held = 0; ; ) {
    const bytes = await reader.next(CHUNK);
    if (bytes === undefined) return Buffer.concat(parts);
    held += bytes.length;
    if (held > most) return undefined;
    parts.push(Buffer.from(bytes));
  }
};

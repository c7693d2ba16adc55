import type { ByteReader } from "../../byte-reader.ts";
import { type RpmHeader, readRpmHeader } from "../../packages/rpm-header.ts";

const MAGIC = 0x8eade801;
/** Magic, and four bytes that are reserved. */
const BEFORE = 8;
const FIXED = 16;
const ENTRY = 16;

/** Takes the header at the reader (rpm.org, "RPM V4 Package format"). Undefined: it is damaged, cut or longer than `most` bytes. */
export const takeRpmHeader = async (reader: ByteReader, most: number): Promise<RpmHeader | undefined> => {
  const fixed = Buffer.from(await reader.peek(FIXED));
  if (fixed.length < FIXED || fixed.readUInt32BE(0) !== MAGIC) return undefined;
  const tags = fixed.readUInt32BE(8);
  const length = FIXED + tags * ENTRY + fixed.readUInt32BE(12);
  if (length > most) return undefined;
  const header = Buffer.from(await reader.peek(length));
  if (header.length < length) return undefined;
  reader.skip(length);
  return readRpmHeader(header.subarray(BEFORE), tags);
};

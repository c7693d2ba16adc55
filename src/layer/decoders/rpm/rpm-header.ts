import type { ByteReader } from "../../byte-reader.ts";

/** A header of an rpm package (rpm.org, "RPM V4 Package format"), the parts of it that are text. */
export interface RpmHeader {
  /** Strings of a tag, one or several; none when it is not there. */
  strings(tag: number): readonly string[];
}

const MAGIC = 0x8eade801;
const FIXED = 16;
const ENTRY = 16;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;

/** Takes the header at the reader. Undefined: it is damaged, cut or longer than `most` bytes. */
export const takeRpmHeader = async (reader: ByteReader, most: number): Promise<RpmHeader | undefined> => {
  const fixed = Buffer.from(await reader.peek(FIXED));
  if (fixed.length < FIXED || fixed.readUInt32BE(0) !== MAGIC) return undefined;
  const storeAt = FIXED + fixed.readUInt32BE(8) * ENTRY;
  const length = storeAt + fixed.readUInt32BE(12);
  if (length > most) return undefined;
  const header = Buffer.from(await reader.peek(length));
  if (header.length < length) return undefined;
  reader.skip(length);
  return { strings: (tag) => stringsOf(header, { tag, storeAt }) };
};

const stringsOf = (
  header: Buffer,
  { tag, storeAt }: { readonly tag: number; readonly storeAt: number },
): readonly string[] => {
  for (let at = FIXED; at < storeAt; at += ENTRY) {
    if (header.readUInt32BE(at) !== tag) continue;
    const type = header.readUInt32BE(at + 4);
    if (![STRING, STRING_ARRAY, I18N_STRING].includes(type)) return [];
    return texts(
      header.subarray(storeAt + header.readUInt32BE(at + 8)),
      type === STRING ? 1 : header.readUInt32BE(at + 12),
    );
  }
  return [];
};

const texts = (store: Buffer, count: number): readonly string[] => {
  const found: string[] = [];
  for (let at = 0; found.length < count && at < store.length; ) {
    const end = store.indexOf(0, at);
    if (end < 0) break;
    found.push(store.toString("utf8", at, end));
    at = end + 1;
  }
  return found;
};

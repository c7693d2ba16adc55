/** Those that say where an entry is; a header may hold a hundred thousand others. */
const KEYS = new Set(["path", "linkpath", "size", "GNU.sparse.name"]);
const LONGEST_KEY = 16;

export interface PaxRecords {
  readonly records: ReadonlyMap<string, string>;
  /** False: what follows the records that are given could not be read. */
  readonly whole: boolean;
}

/** The records `<length> <key>=<value>\n` of a pax header (POSIX.1-2001, pax Extended Header); the last of a key counts. */
export const readPax = (body: Buffer): PaxRecords => {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = space < 0 ? 0 : decimal(body, { from: at, to: space });
    const equals = body.indexOf(0x3d, space);
    const end = at + length - 1;
    if (length === 0 || equals < 0 || equals >= end || body[end] !== 0x0a) return { records, whole: false };
    const key = equals - space > LONGEST_KEY ? "" : body.toString("latin1", space + 1, equals);
    // An empty value takes the record back.
    if (KEYS.has(key)) {
      if (equals + 1 === end) records.delete(key);
      else records.set(key, body.toString("utf8", equals + 1, end));
    }
    at = end + 1;
  }
  return { records, whole: true };
};

/** 0 for what is no number of up to nine digits. */
const decimal = (body: Buffer, { from, to }: { readonly from: number; readonly to: number }): number => {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (body[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9 || to - from > 9) return 0;
    value = value * 10 + digit;
  }
  return value;
};

/** The header of an installed package: an index of tags, and a store (rpm.org, manual/format_header). */
export interface RpmHeader {
  strings(tag: number): readonly string[];
  /** Of 32 bits. */
  numbers(tag: number): readonly number[];
}

const PREAMBLE = 8;
const ENTRY = 16;
const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;
const STRINGS: ReadonlySet<number> = new Set([STRING, STRING_ARRAY, I18N_STRING]);
/** RPMTAG_HEADERIMMUTABLE: the first tag of every header in a database. */
const IMMUTABLE = 63;
/** Of a header in rpm (HEADER_TAGS_MAX, HEADER_DATA_MAX). */
const MOST_TAGS = 0xffff;
/** A record of SQLite has a few bytes before its value. */
const BEFORE = 32;

/** The header in a value of a database; undefined: there is none. */
export const findRpmHeader = (value: Buffer): RpmHeader | undefined => {
  for (let at = 0; at <= BEFORE && at + PREAMBLE + ENTRY <= value.length; at++) {
    const tags = value.readUInt32BE(at);
    const size = value.readUInt32BE(at + 4);
    const whole = at + PREAMBLE + tags * ENTRY + size === value.length;
    if (whole && tags > 0 && tags <= MOST_TAGS && value.readUInt32BE(at + PREAMBLE) === IMMUTABLE)
      return readRpmHeader(value.subarray(at), tags);
  }
  return undefined;
};

/** The same behind its magic; `header` has at least all of its tags. */
export const readRpmHeader = (header: Buffer, tags: number): RpmHeader => {
  const store = header.subarray(PREAMBLE + tags * ENTRY);
  const find = (tag: number): Entry | undefined => {
    for (let at = PREAMBLE; at < PREAMBLE + tags * ENTRY; at += ENTRY)
      if (header.readUInt32BE(at) === tag)
        return {
          type: header.readUInt32BE(at + 4),
          data: store.subarray(header.readUInt32BE(at + 8)),
          count: header.readUInt32BE(at + 12),
        };
    return undefined;
  };
  return {
    strings: (tag) => {
      const entry = find(tag);
      return entry === undefined || !STRINGS.has(entry.type) ? [] : texts(entry);
    },
    numbers: (tag) => {
      const { type, data, count } = find(tag) ?? { type: 0, data: store, count: 0 };
      const length = type === INT32 ? Math.min(count, Math.floor(data.length / 4)) : 0;
      return Array.from({ length }, (_, at) => data.readUInt32BE(at * 4));
    },
  };
};

interface Entry {
  readonly type: number;
  /** From its first byte to the end of the store. */
  readonly data: Buffer;
  readonly count: number;
}

/** Strings of one tag: the packages with the most files have 100,000, and a store of zeros would be as many empty ones. */
const MOST_STRINGS = 1_000_000;

/** Each ends with a NUL. */
const texts = ({ type, data, count }: Entry): readonly string[] => {
  const most = type === STRING ? 1 : Math.min(count, MOST_STRINGS);
  const found: string[] = [];
  for (let at = 0; found.length < most; ) {
    const end = data.indexOf(0, at);
    if (end < 0) break;
    found.push(data.toString("utf8", at, end));
    at = end + 1;
  }
  return found;
};

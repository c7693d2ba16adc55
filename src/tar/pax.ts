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
    const length = space < 0 ? 0 : decimal(body.toString("latin1", at, space));
    const equals = body.indexOf(0x3d, space);
    const end = at + length - 1;
    if (length === 0 || equals < 0 || equals >= end || body[end] !== 0x0a) return { records, whole: false };
    const key = body.toString("utf8", space + 1, equals);
    // An empty value takes the record back.
    if (equals + 1 === end) records.delete(key);
    else records.set(key, body.toString("utf8", equals + 1, end));
    at = end + 1;
  }
  return { records, whole: true };
};

const decimal = (digits: string): number => (/^\d{1,9}$/.test(digits) ? Number(digits) : 0);

/** Of the file, before the first page's tree (SQLite file format, 1.3). */
const HEADER = 100;
const TABLE_LEAF = 13;

/**
 * The records in all tables of a database, by its pages (SQLite file format, 1.6). Many cells can point to the same pages, so
 * no more of them are read than the file has twice.
 */
export function* sqlitePayloads(file: Buffer): Generator<Buffer> {
  if (file.length < HEADER || file.toString("latin1", 0, 15) !== "SQLite format 3") return;
  const size = file.readUInt16BE(16) === 1 ? 65_536 : file.readUInt16BE(16);
  const usable = size - (file[20] ?? 0);
  if (size < 512 || usable < 480) return;
  const budget = { bytes: 2 * file.length };
  for (let start = 0; start + size <= file.length; start += size) {
    const page = file.subarray(start, start + usable);
    const at = start === 0 ? HEADER : 0;
    if (page[at] !== TABLE_LEAF) continue;
    const cells = Math.min(page.readUInt16BE(at + 3), Math.floor((usable - at - 8) / 2));
    for (let cell = 0; cell < cells && budget.bytes > 0; cell++) {
      const payload = payloadAt(page.readUInt16BE(at + 8 + cell * 2), { page, file, size, usable, budget });
      budget.bytes -= payload?.length ?? 0;
      if (payload !== undefined) yield payload;
    }
  }
}

interface Place {
  readonly page: Buffer;
  readonly file: Buffer;
  readonly size: number;
  readonly usable: number;
  /** Left to be read. */
  readonly budget: { bytes: number };
}

/** With what stands in its overflow pages; undefined when the chain is broken. */
const payloadAt = (at: number, { page, file, size, usable, budget }: Place): Buffer | undefined => {
  const length = varint(page, at);
  const rowid = length && varint(page, length.end);
  if (length === undefined || rowid === undefined || length.value > file.length) return undefined;
  const here = localBytes(length.value, usable);
  const parts = [page.subarray(rowid.end, rowid.end + here)];
  let missing = length.value - here;
  let next = missing > 0 && rowid.end + here + 4 <= page.length ? page.readUInt32BE(rowid.end + here) : 0;
  while (missing > 0) {
    const start = (next - 1) * size;
    budget.bytes -= size;
    if (next < 1 || start + usable > file.length || budget.bytes < 0) return undefined;
    const part = file.subarray(start + 4, start + Math.min(usable, 4 + missing));
    parts.push(part);
    missing -= part.length;
    next = file.readUInt32BE(start);
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
};

/** How much of a payload stands in the cell (1.6, "the amount of payload that spills"). */
const localBytes = (size: number, usable: number): number => {
  if (size <= usable - 35) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fits = least + ((size - least) % (usable - 4));
  return fits <= usable - 35 ? fits : least;
};

/** Up to nine bytes, seven bits in each but the last (1.6). */
const varint = (page: Buffer, start: number): { readonly value: number; readonly end: number } | undefined => {
  let value = 0;
  for (let at = start; at < start + 9 && at < page.length; at++) {
    const byte = page[at] ?? 0;
    value = at === start + 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (byte < 0x80 || at === start + 8) return { value, end: at + 1 };
  }
  return undefined;
};

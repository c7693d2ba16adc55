/** A class of Java (JVM specification 4.1), the parts of it that hold constants. */
export interface ClassFile {
  readonly pool: ConstantPool;
  readonly fields: readonly Member[];
  readonly methods: readonly Member[];
}

interface Member {
  readonly name: string;
  /** By name: ConstantValue, Code. */
  readonly attributes: ReadonlyMap<string, Buffer>;
}

/** Entries by their index; what is of another kind is undefined. */
export interface ConstantPool {
  readonly size: number;
  /** A string, or the text of an entry that is text itself. */
  text(index: number): string | undefined;
  /** Name of a field or method that is referred to. */
  memberName(index: number): string | undefined;
  isString(index: number): boolean;
}

export const CLASS_MAGIC = 0xcafebabe;
const FIXED = 10;

/** Undefined: it is cut or damaged. */
export const readClassFile = (bytes: Buffer): ClassFile | undefined => {
  try {
    const { pool, end } = readPool(bytes);
    const interfaces = bytes.readUInt16BE(end + 6);
    const fields = readMembers(bytes, { at: end + 8 + interfaces * 2, pool });
    const methods = readMembers(bytes, { at: fields.end, pool });
    return { pool, fields: fields.members, methods: methods.members };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const UTF8 = 1;
const STRING = 8;
const NAME_AND_TYPE = 12;
/** JVM specification 4.4: bytes of an entry behind its tag. Longs and doubles take two places. */
const SIZES: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
};
const REFERENCES = new Set([9, 10, 11]);

const readPool = (bytes: Buffer): { readonly pool: ConstantPool; readonly end: number } => {
  const size = bytes.readUInt16BE(8);
  const places = new Uint32Array(size);
  let end = FIXED;
  for (let index = 1; index < size; index++) {
    const tag = bytes.readUInt8(end);
    const length = tag === UTF8 ? 2 + bytes.readUInt16BE(end + 1) : SIZES[tag];
    if (length === undefined) throw new RangeError("damaged");
    places[index] = end;
    end += 1 + length;
    if (tag === 5 || tag === 6) index++;
  }
  const tagAt = (index: number): number | undefined => (places[index] ? bytes[places[index]] : undefined);
  const wordAt = (index: number, offset: number): number => bytes.readUInt16BE((places[index] ?? 0) + offset);
  /** Code may speak of a long one in every instruction. */
  const read = new Map<number, string>();
  const utf8 = (index: number): string | undefined => {
    if (tagAt(index) !== UTF8) return undefined;
    const start = (places[index] ?? 0) + 3;
    const text = read.get(index) ?? bytes.toString("utf8", start, start + wordAt(index, 1));
    read.set(index, text);
    return text;
  };
  const memberName = (index: number): string | undefined => {
    const named = REFERENCES.has(tagAt(index) ?? 0) ? wordAt(index, 3) : 0;
    return tagAt(named) === NAME_AND_TYPE ? utf8(wordAt(named, 1)) : undefined;
  };
  const isString = (index: number): boolean => tagAt(index) === STRING;
  const text = (index: number): string | undefined => utf8(isString(index) ? wordAt(index, 1) : index);
  return { pool: { size, text, memberName, isString }, end };
};

/** Fields and methods look the same (4.5, 4.6). */
const readMembers = (
  bytes: Buffer,
  { at, pool }: { readonly at: number; readonly pool: ConstantPool },
): { readonly members: readonly Member[]; readonly end: number } => {
  const members: Member[] = [];
  let end = at + 2;
  for (let count = bytes.readUInt16BE(at); count > 0; count--) {
    const name = pool.text(bytes.readUInt16BE(end + 2)) ?? "";
    const attributes = new Map<string, Buffer>();
    let rest = bytes.readUInt16BE(end + 6);
    for (end += 8; rest > 0; rest--) {
      const length = bytes.readUInt32BE(end + 2);
      const start = end + 6;
      if (start + length > bytes.length) throw new RangeError("damaged");
      attributes.set(pool.text(bytes.readUInt16BE(end)) ?? "", bytes.subarray(start, start + length));
      end = start + length;
    }
    members.push({ name, attributes });
  }
  return { members, end };
};

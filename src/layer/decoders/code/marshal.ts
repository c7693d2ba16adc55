/** What Python's marshal module keeps, as far as it matters here. Numbers and the like are undefined. */
export type Marshalled = string | readonly Marshalled[] | PythonCode | undefined;

export interface PythonCode {
  readonly code: Uint8Array;
  readonly consts: readonly Marshalled[];
  readonly names: readonly Marshalled[];
  /** Parameters come first. */
  readonly locals: readonly Marshalled[];
  readonly parameters: number;
}

/** How a code object is kept (CPython, Python/marshal.c, w_object): counts before the bytecode, objects behind the names. */
export interface CodeLayout {
  readonly counts: number;
  /** From the bytecode on; the line number is told by `-`. */
  readonly objects: string;
}

export const isCode = (value: Marshalled): value is PythonCode =>
  typeof value === "object" && !Array.isArray(value) && "consts" in value;

export const isTuple = (value: Marshalled): value is readonly Marshalled[] => Array.isArray(value);

/** Objects of one file, and in one another. */
const MOST_OBJECTS = 2_000_000;
const DEEPEST = 200;
const FLAG_REF = 0x80;

/** Reads one object, which begins at `start`. Undefined: the data is damaged, or of another kind. */
export const readMarshal = (
  bytes: Buffer,
  { start, layout }: { readonly start: number; readonly layout: CodeLayout },
): Marshalled => {
  try {
    return createReader(bytes, { start, layout }).object(0);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const fail = (): never => {
  throw new RangeError("damaged");
};

const createCursor = (bytes: Buffer, start: number) => {
  let at = start;
  return {
    number: (size: 1 | 4): number => {
      at += size;
      return size === 1 ? bytes.readUInt8(at - 1) : bytes.readInt32LE(at - 4);
    },
    raw: (length: number): Buffer => {
      if (length < 0 || at + length > bytes.length) fail();
      at += length;
      return bytes.subarray(at - length, at);
    },
    left: (): number => bytes.length - at,
    next: (): number | undefined => bytes[at],
  };
};

const createReader = (bytes: Buffer, { start, layout }: { readonly start: number; readonly layout: CodeLayout }) => {
  const { number, raw, left, next } = createCursor(bytes, start);
  const refs: Marshalled[] = [];
  let count = 0;
  const list = (length: number, depth: number): readonly Marshalled[] => {
    if (length < 0 || length > left()) fail();
    return Array.from({ length }, () => object(depth + 1));
  };
  const dict = (depth: number): readonly Marshalled[] => {
    const values: Marshalled[] = [];
    while (next() !== NULL) values.push(object(depth + 1));
    number(1);
    return values;
  };
  const code = (depth: number): PythonCode => {
    const counts = Array.from({ length: layout.counts }, () => number(4));
    const parts = [...layout.objects].map((part) => (part === "-" ? void number(4) : object(depth + 1)));
    const [text, consts, names, locals] = parts;
    const tuple = (value: Marshalled): readonly Marshalled[] => (isTuple(value) ? value : []);
    const latin1 = typeof text === "string" ? text : "";
    return {
      code: Buffer.from(latin1, "latin1"),
      consts: tuple(consts),
      names: tuple(names),
      locals: tuple(locals),
      parameters: counts[0] ?? 0,
    };
  };
  const content = (type: string, depth: number): Marshalled => {
    if (FIXED[type] !== undefined) return void raw(FIXED[type]);
    if ("st".includes(type)) return raw(number(4)).toString(type === "s" ? "latin1" : "utf8");
    if ("uaA".includes(type)) return raw(number(4)).toString("utf8");
    if ("zZ".includes(type)) return raw(number(1)).toString("latin1");
    if (type === ")") return list(number(1), depth);
    if ("([<>".includes(type)) return list(number(4), depth);
    if (type === "{") return dict(depth);
    if (type === ":") return list(3, depth);
    if (type === "l") return void raw(Math.abs(number(4)) * 2);
    if ("fx".includes(type)) return void [...type].map(() => raw(number(1)));
    return type === "c" ? code(depth) : fail();
  };
  const object = (depth: number): Marshalled => {
    if (depth > DEEPEST || ++count > MOST_OBJECTS) fail();
    const tag = number(1);
    const type = String.fromCharCode(tag & ~FLAG_REF);
    if (type === "r") return refs[number(4)];
    const place = (tag & FLAG_REF) === 0 ? undefined : refs.push(undefined) - 1;
    const value = content(type, depth);
    if (place !== undefined) refs[place] = value;
    return value;
  };
  return { object };
};

/** The end of a dictionary. */
const NULL = 0x30;
/** Bytes of types whose value does not matter: None, False, True, StopIteration, Ellipsis, and numbers. */
const FIXED: Readonly<Record<string, number>> = { N: 0, F: 0, T: 0, S: 0, ".": 0, i: 4, I: 8, g: 8, y: 16 };

/** What Erlang's external term format keeps (erl_ext_dist), as far as it matters here. Numbers and the like are undefined. */
export type Term = string | Atom | readonly Term[] | undefined;

export interface Atom {
  readonly atom: string;
}

export const isAtom = (term: Term): term is Atom => typeof term === "object" && "atom" in term;
export const isGroup = (term: Term): term is readonly Term[] => Array.isArray(term);

/** First byte of a term; and what follows it when it is packed by zlib, behind four bytes of its size. */
export const [VERSION, PACKED] = [131, 80];

/** Terms of one file, and in one another. */
const MOST_TERMS = 2_000_000;
const DEEPEST = 1000;

/** In bytes; it begins behind `VERSION`. */
export interface TermPlace {
  readonly start: number;
  readonly end: number;
}

/** Undefined: the term is damaged, of another kind, or one too many. */
export type ReadTerm = (place: TermPlace) => { readonly term: Term } | undefined;

export const createTermReader = (bytes: Buffer): ReadTerm => {
  const { seek, term } = createReader(bytes);
  return (place) => {
    seek(place);
    try {
      return { term: term(0) };
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
};

const fail = (): never => {
  throw new RangeError("damaged");
};

type Read = (depth: number) => Term;

const createCursor = (bytes: Buffer) => {
  let [at, until] = [0, 0];
  const raw = (length: number): Buffer => {
    if (length < 0 || at + length > until) fail();
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    seek: ({ start, end }: TermPlace): void => {
      at = start;
      until = Math.min(end, bytes.length);
    },
    number: (size: number): number => raw(size).readUIntBE(0, size),
    text: (length: number): string => raw(length).toString("utf8"),
    skip: (length: number): undefined => void raw(length),
  };
};

const createReader = (bytes: Buffer) => {
  const { seek, number, text, skip } = createCursor(bytes);
  let count = 0;
  const term: Read = (depth) => {
    if (depth > DEEPEST || ++count > MOST_TERMS) fail();
    return (readers[number(1)] ?? fail)(depth);
  };
  const groupOf = <T>(length: number, next: () => T): readonly T[] =>
    Array.from({ length: length > MOST_TERMS - count ? fail() : length }, next);
  const terms = (length: number, depth: number): readonly Term[] => groupOf(length, () => term(depth + 1));
  // What is no tuple of two tells of no name: not a list of two, either.
  const list = (depth: number): readonly Term[] => [undefined, ...terms(number(4), depth), term(depth + 1)];
  /** A process, a port, a reference: a node, and numbers. */
  const identity = (length: number, depth: number): undefined => {
    term(depth + 1);
    return skip(length);
  };
  const atom = (size: 1 | 2): Atom => ({ atom: text(number(size)) });
  /** How many bits the last byte has stands between. */
  const bits = (): string => {
    const length = number(4);
    skip(1);
    return text(length);
  };
  const readers: Readonly<Record<number, Read>> = {
    70: () => skip(8),
    77: bits,
    88: (depth) => identity(12, depth),
    89: (depth) => identity(8, depth),
    90: (depth) => identity(4 * number(2) + 4, depth),
    97: () => skip(1),
    98: () => skip(4),
    99: () => skip(31),
    100: () => atom(2),
    102: (depth) => identity(5, depth),
    103: (depth) => identity(9, depth),
    104: (depth) => terms(number(1), depth),
    105: (depth) => terms(number(4), depth),
    106: () => undefined,
    107: () => text(number(2)),
    108: list,
    109: () => text(number(4)),
    110: () => skip(number(1) + 1),
    111: () => skip(number(4) + 1),
    112: () => skip(number(4) - 4),
    113: (depth) => terms(3, depth),
    114: (depth) => identity(4 * number(2) + 1, depth),
    115: () => atom(1),
    116: (depth) => groupOf(number(4), () => terms(2, depth + 1)),
    118: () => atom(2),
    119: () => atom(1),
    120: (depth) => identity(12, depth),
  };
  return { seek, term };
};

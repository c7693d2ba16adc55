/** Pulls bytes from a source in the sizes that a format asks for. Errors of the source pass through. */
export interface ByteReader {
  /** Bytes taken so far. */
  offset(): number;
  /** The next `count` bytes, fewer only at the end; they are not taken. */
  peek(count: number): Promise<Uint8Array>;
  /** Takes between 1 and `most` bytes, as the source delivers them; undefined at the end. */
  next(most: number): Promise<Uint8Array | undefined>;
  /** Takes `count` bytes that were peeked. */
  skip(count: number): void;
  /** Gives bytes back that were taken last. */
  unread(bytes: Uint8Array): void;
  /** Reads the source to its end and drops what comes: a source that verifies its digest does so at the end. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const NOTHING = new Uint8Array(0);

/** What `source` gives has to hold only until it is asked for more: what is needed longer is copied. */
export const createByteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const chunks = source[Symbol.asyncIterator]();
  let chunk: Uint8Array = NOTHING;
  /** What is taken of it. */
  let at = 0;
  let offset = 0;

  const pull = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await chunks.next();
    return done === true ? undefined : value;
  };
  const hold = (bytes: Uint8Array): void => {
    chunk = bytes;
    at = 0;
  };
  const take = (count: number): Uint8Array => {
    const taken = chunk.subarray(at, at + count);
    at += taken.length;
    offset += taken.length;
    return taken;
  };
  return {
    offset: () => offset,
    peek: async (count) => {
      if (chunk.length - at < count) hold(await gather(chunk.subarray(at), { count, pull }));
      return chunk.subarray(at, at + count);
    },
    next: async (most) => {
      while (at === chunk.length) {
        const next = await pull();
        if (next === undefined) return undefined;
        hold(next);
      }
      return take(most);
    },
    skip: (count) => void take(count),
    unread: (bytes) => {
      offset -= bytes.length;
      if (bytes.length <= at) at -= bytes.length;
      else hold(Buffer.concat([bytes, chunk.subarray(at)]));
    },
    drain: async () => {
      hold(NOTHING);
      while ((await pull()) !== undefined);
    },
    close: async () => void (await chunks.return?.()),
  };
};

interface Gather {
  readonly count: number;
  readonly pull: () => Promise<Uint8Array | undefined>;
}

/** `first` and what is pulled, until it is `count` bytes. What waits for more is copied. */
const gather = async (first: Uint8Array, { count, pull }: Gather): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let next: Uint8Array | undefined = first; next !== undefined; next = await pull()) {
    length += next.length;
    if (length >= count) {
      parts.push(next);
      break;
    }
    if (next.length > 0) parts.push(Buffer.from(next));
  }
  const [only = NOTHING] = parts;
  return parts.length > 1 ? Buffer.concat(parts) : only;
};

const CHUNK = 256 * 1024;

/** Everything that is left. */
export async function* readAll(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (let bytes = await reader.next(CHUNK); bytes !== undefined; bytes = await reader.next(CHUNK)) yield bytes;
}

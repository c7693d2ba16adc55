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

export const createByteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const chunks = source[Symbol.asyncIterator]();
  let buffer: Uint8Array = NOTHING;
  let offset = 0;

  const pull = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await chunks.next();
    return done === true ? undefined : value;
  };
  const take = (count: number): Uint8Array => {
    const taken = buffer.subarray(0, count);
    buffer = buffer.subarray(taken.length);
    offset += taken.length;
    return taken;
  };
  const fill = async (count: number): Promise<void> => {
    const parts = [buffer];
    let length = buffer.length;
    while (length < count) {
      const chunk = await pull();
      if (chunk === undefined) break;
      parts.push(chunk);
      length += chunk.length;
    }
    if (parts.length > 1) buffer = Buffer.concat(parts);
  };

  return {
    offset: () => offset,
    peek: async (count) => {
      if (buffer.length < count) await fill(count);
      return buffer.subarray(0, count);
    },
    next: async (most) => {
      while (buffer.length === 0) {
        const chunk = await pull();
        if (chunk === undefined) return undefined;
        buffer = chunk;
      }
      return take(most);
    },
    skip: (count) => void take(count),
    unread: (bytes) => {
      if (bytes.length > 0) buffer = Buffer.concat([bytes, buffer]);
      offset -= bytes.length;
    },
    drain: async () => {
      buffer = NOTHING;
      while ((await pull()) !== undefined);
    },
    close: async () => void (await chunks.return?.()),
  };
};

const CHUNK = 256 * 1024;

/** Everything that is left. */
export async function* readAll(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (let bytes = await reader.next(CHUNK); bytes !== undefined; bytes = await reader.next(CHUNK)) yield bytes;
}

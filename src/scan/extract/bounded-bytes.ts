/** The bytes of a document as long as they are few. */
export interface BoundedBytes {
  add(chunk: Uint8Array): void;
  /** latin1; undefined when there were more than the limit. */
  text(): string | undefined;
}

const FIRST = 4 * 1024;

/** Keeps up to `limit` bytes, and nothing once there were more. */
export const createBoundedBytes = (limit: number): BoundedBytes => {
  let bytes = Buffer.alloc(0);
  let size = 0;
  return {
    add: (chunk) => {
      size += chunk.length;
      if (size > limit) bytes = Buffer.alloc(0);
      else {
        if (size > bytes.length) bytes = grown(bytes, Math.min(limit, Math.max(FIRST, 2 * size)));
        bytes.set(chunk, size - chunk.length);
      }
    },
    text: () => (size > limit ? undefined : bytes.toString("latin1", 0, size)),
  };
};

const grown = (bytes: Buffer, capacity: number): Buffer<ArrayBuffer> => {
  const larger = Buffer.allocUnsafe(capacity);
  larger.set(bytes);
  return larger;
};

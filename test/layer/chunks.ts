/** The bytes as a stream of chunks of the given sizes, which repeat. */
export async function* chunks(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** The same, each chunk spoilt as soon as the next is asked for: who kept a view of it reads nonsense. */
export async function* fleetingChunks(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks(bytes, ...sizes)) {
    const copy = new Uint8Array(chunk);
    yield copy;
    copy.fill(0xdb);
  }
}

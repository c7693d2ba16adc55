import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UserError } from "../../domain/user-error.ts";
import { compressionOf, MAGIC_BYTES } from "./compression.ts";

const CHUNK = 256 * 1024;
/** Image archives shrink to a half or a third; the format's own end is 1032 times. */
const RATIO = 200;
/** Unpacked bytes from which on the ratio is looked at. */
const RATIO_FROM = 1024 * 1024 * 1024;

/**
 * The bytes without the compression around them; the first ones tell it. Only gzip is undone here, the others are
 * refused with a UserError. Damage is thrown as zlib's own error, after all bytes before it.
 */
export async function* unzipped(source: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    const head = await readHead(iterator);
    const compression = compressionOf(head);
    if (compression !== undefined && compression !== "gzip") throw refusal(compression, what);
    const whole = rest(head, iterator);
    yield* compression === "gzip" ? gunzip(whole, what) : whole;
  } finally {
    await iterator.return?.();
  }
}

const refusal = (compression: string, what: string): UserError =>
  new UserError({
    code: "TARGET_INVALID",
    message: `${what} is compressed with ${compression}, which is not read`,
    hint: `decompress it first: ${compression} -dc FILE | exhume audit -`,
  });

async function* gunzip(source: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: CHUNK });
  // Its errors end the loop below.
  pipeline(Readable.from(source), unzip, () => undefined);
  let size = 0;
  for await (const chunk of unzip) {
    size += chunk.length;
    if (size > RATIO_FROM && size > RATIO * unzip.bytesWritten)
      throw new UserError({
        code: "TARGET_INVALID",
        message: `${what} unpacks to more than ${RATIO} times its size`,
        hint: "if you trust it, decompress it first: gzip -dc FILE | exhume audit -",
      });
    yield chunk;
  }
}

/** A pipe may give a byte at a time. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = Buffer.alloc(0);
  while (head.length < MAGIC_BYTES) {
    const next = await iterator.next();
    if (next.done) return head;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rest(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { UserError } from "../domain/user-error.ts";
import { createSpool } from "./spool.ts";

/** Bytes that can be read from any place, `end` exclusive. */
export interface RandomAccess {
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  readonly size: number;
  /** Why the bytes end early, when they could not be decompressed to their end. */
  readonly damage?: string;
  close(): Promise<void>;
}

const CHUNK = 256 * 1024;

/** A plain archive is read where it lies; a compressed one, or stdin, is spooled. */
export async function openBytes(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<RandomAccess> {
  if (path === "-") return createSpool(unzipped(stdin, "stdin"), signal);
  const head = readHead(path);
  if (compressionOf(head) !== undefined)
    return createSpool(unzipped(createReadStream(path, { highWaterMark: CHUNK }), path), signal);
  return {
    read: (start, end) =>
      end > start ? createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK }) : empty(),
    size: statSync(path).size,
    close: async () => undefined,
  };
}

async function* empty(): AsyncGenerator<Uint8Array> {}

function readHead(path: string): Uint8Array {
  const head = Buffer.alloc(4);
  try {
    const file = openSync(path, "r");
    try {
      readSync(file, head);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const reason =
      error instanceof Error && "code" in error && error.code === "ENOENT"
        ? "there is no such file"
        : "it cannot be read";
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${path}: ${reason}`,
      hint: "name an archive made by docker save, podman save or skopeo copy",
    });
  }
  return head;
}

/** RFC 1952 and RFC 8878 magic numbers, xz file format 1.1. */
function compressionOf(head: Uint8Array): "gzip" | "zstd" | "xz" | undefined {
  const hex = Buffer.from(head.subarray(0, 4)).toString("hex");
  if (hex.startsWith("1f8b")) return "gzip";
  if (hex === "28b52ffd") return "zstd";
  return hex === "fd377a58" ? "xz" : undefined;
}

/** Sniffs the first bytes; only gzip is undone here, the others are said. */
async function* unzipped(source: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const compression = compressionOf(first.value);
  if (compression === "zstd" || compression === "xz")
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${what}: an archive compressed with ${compression} is not read`,
      hint: `decompress it first: ${compression} -dc ${what} | exhume audit -`,
    });
  const whole = rest(first.value, iterator);
  yield* compression === "gzip" ? gunzip(whole) : whole;
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: CHUNK });
  const feeding = feed(source, unzip);
  yield* unzip;
  await feeding;
}

async function feed(source: AsyncIterable<Uint8Array>, unzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const chunk of source)
      if (!unzip.write(chunk)) await new Promise((resolve) => unzip.once("drain", resolve));
    unzip.end();
  } catch (error) {
    unzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function* rest(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

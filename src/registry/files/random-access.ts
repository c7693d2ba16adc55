import { closeSync, createReadStream, openSync, readSync, type Stats, statSync } from "node:fs";
import { addAbortSignal, Readable } from "node:stream";
import { UserError } from "../../domain/user-error.ts";
import { compressionOf, MAGIC_BYTES } from "./compression.ts";
import { createSpool } from "./spool.ts";
import { unzipped } from "./unzipped.ts";

/** Bytes that can be read from any place, `end` exclusive. */
export interface RandomAccess {
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  readonly size: number;
  /** Why the bytes end early, when they could not be decompressed to their end. */
  readonly damage?: string;
  close(): Promise<void>;
}

const CHUNK = 256 * 1024;

/** A plain archive is read where it lies; a compressed one, a pipe or stdin is spooled. */
export async function openBytes(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<RandomAccess> {
  if (path === "-") {
    // An open pipe that nobody reads keeps the process alive.
    if (stdin instanceof Readable) addAbortSignal(signal, stdin);
    return createSpool(unzipped(stdin, "the archive"), signal);
  }
  const found = fileAt(path);
  if (!found.isFile() || compressionOf(readHead(path)) !== undefined)
    return createSpool(unzipped(createReadStream(path, { highWaterMark: CHUNK, signal }), path), signal);
  return {
    read: (start, end) =>
      end > start ? createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK }) : empty(),
    size: found.size,
    close: async () => undefined,
  };
}

async function* empty(): AsyncGenerator<Uint8Array> {}

function fileAt(path: string): Stats {
  const found = orRefuse(path, () => statSync(path));
  if (!found.isDirectory()) return found;
  throw new UserError({ code: "TARGET_INVALID", message: `${path}: it is a folder`, hint: `name it oci:${path}` });
}

function readHead(path: string): Uint8Array {
  const head = Buffer.alloc(MAGIC_BYTES);
  const file = orRefuse(path, () => openSync(path, "r"));
  try {
    orRefuse(path, () => readSync(file, head));
  } finally {
    closeSync(file);
  }
  return head;
}

function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new UserError({
      code: "TARGET_INVALID",
      message: `${path}: ${code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`}`,
      hint: "name an archive made by docker save, podman save or skopeo copy",
      cause: error,
    });
  }
}

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../domain/user-error.ts";
import { abortable } from "./abortable.ts";
import type { RandomAccess } from "./random-access.ts";

const BLOCK = 16;
/** Far above a block: only the first chunk can start inside one. */
const CHUNK = 256 * 1024;

/**
 * Bytes that arrive once and must be read in any order. They may hold secrets, so the file they go to is encrypted
 * under a key that exists in memory only (AES-256-CTR, NIST SP 800-38A 6.5, which can be read from any block on), and
 * has no name any more when the first byte is written.
 */
export async function createSpool(source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<RandomAccess> {
  const file = await openUnnamed();
  const key = randomBytes(32);
  try {
    const damage = await fill(file, { key, source: abortable(source, signal) });
    const { size } = await file.stat();
    return {
      ...(damage === undefined ? {} : { damage }),
      read: (start, end) => decrypted(file, { key, start, end }),
      size,
      close: async () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openUnnamed(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "exhume-spool-")).catch(noRoom);
  return open(join(folder, "spool"), "wx+", 0o600)
    .catch(noRoom)
    .finally(async () => rm(folder, { recursive: true }));
}

/** Why the source ended early, when it was damaged: what came before is good. */
async function fill(
  file: FileHandle,
  { key, source }: { readonly key: Buffer; readonly source: AsyncIterable<Uint8Array> },
): Promise<string | undefined> {
  const cipher = createCipheriv("aes-256-ctr", key, counterAt(0));
  try {
    for await (const chunk of source) await file.writeFile(cipher.update(chunk)).catch(noRoom);
    return undefined;
  } catch (error) {
    if (isDamage(error)) return error.code;
    throw error;
  }
}

async function* decrypted(
  file: FileHandle,
  { key, start, end }: { readonly key: Buffer; readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const first = start - (start % BLOCK);
  const decipher = createDecipheriv("aes-256-ctr", key, counterAt(first / BLOCK));
  let skip = start - first;
  for (let at = first; at < end; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK, end - at)), 0, null, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield decipher.update(buffer.subarray(0, bytesRead)).subarray(skip);
    skip = 0;
  }
}

/** zlib's own errors. */
const isDamage = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");

function noRoom(cause: unknown): never {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  throw new UserError({
    code: "SPOOL_FAILED",
    message: `the archive cannot be kept in ${tmpdir()} while it is read (${code})`,
    hint: "set TMPDIR to a folder with room for all of it, or decompress it to a file and name that",
    cause,
  });
}

function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(BLOCK);
  counter.writeBigUInt64BE(BigInt(block), 8);
  return counter;
}

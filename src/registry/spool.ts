import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const folder = await mkdtemp(join(tmpdir(), "exhume-spool-"));
  const file = await open(join(folder, "spool"), "wx+", 0o600).finally(async () => rm(folder, { recursive: true }));
  const key = randomBytes(32);
  const cipher = createCipheriv("aes-256-ctr", key, counterAt(0));
  let damage: string | undefined;
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      await file.writeFile(cipher.update(chunk));
    }
  } catch (error) {
    if (!isDamage(error)) {
      await file.close();
      throw error;
    }
    damage = error.code;
  }
  return {
    ...(damage === undefined ? {} : { damage }),
    read: async function* (start, end) {
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
    },
    size: (await file.stat()).size,
    close: async () => file.close(),
  };
}

/** zlib's own errors: what was unpacked before is good. */
const isDamage = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");

function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(BLOCK);
  counter.writeBigUInt64BE(BigInt(block), 8);
  return counter;
}

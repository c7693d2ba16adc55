import type { ByteReader } from "../../byte-reader.ts";
import { CENTRAL, DESCRIPTOR, END, END64, LOCAL } from "./zip-header.ts";

const SIGNATURES = new Set([LOCAL, CENTRAL, DESCRIPTOR, END, END64]);
const WINDOW = 64 * 1024;

export const signatureOf = (bytes: Uint8Array): number | undefined =>
  bytes.length < 4
    ? undefined
    : ((bytes[0] as number) |
        ((bytes[1] as number) << 8) |
        ((bytes[2] as number) << 16) |
        ((bytes[3] as number) << 24)) >>>
      0;

export const isSignature = (bytes: Uint8Array): boolean => SIGNATURES.has(signatureOf(bytes) ?? 0);

/** The bytes up to the next signature of a zip file, or to the end; the reader is left there. */
export async function* toSignature(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = view(await reader.peek(WINDOW));
    const at = find(bytes);
    // The last three bytes may be the beginning of one.
    const count = at ?? (bytes.length < WINDOW ? bytes.length : bytes.length - 3);
    if (count > 0) {
      reader.skip(count);
      yield bytes.subarray(0, count);
    }
    if (at !== undefined || bytes.length < WINDOW) return;
  }
}

const find = (bytes: Buffer): number | undefined => {
  for (let at = bytes.indexOf("PK"); at >= 0; at = bytes.indexOf("PK", at + 1))
    if (isSignature(bytes.subarray(at, at + 4))) return at;
  return undefined;
};

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

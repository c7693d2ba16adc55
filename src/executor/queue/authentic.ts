import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** What who has the key of a case can do, and nobody else who reads or writes the queue. */
export interface Authentic {
  /** HMAC-SHA256, hex, over parts that cannot run into each other. */
  sign(...parts: readonly string[]): string;
  isSigned(mac: string, ...parts: readonly string[]): boolean;
  /** Base64 of nonce, tag and ciphertext. `context`: what it belongs to; it opens with the same one only. */
  seal(text: Uint8Array, context: string): string;
  /** Undefined: it was not sealed under this key, or for something else. */
  open(sealed: string, context: string): Uint8Array | undefined;
}

/** NIST SP 800-38D: a random nonce of 96 bits holds for 2^32 messages under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** The queue has keys of its own, made of that of the case (RFC 5869): what is seen of it tells nothing of fingerprints. */
export function createAuthentic(key: Uint8Array): Authentic {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", key, "", `exhume queue: ${purpose}`, KEY_BYTES));
  const [signing, sealing] = [derive("sign"), derive("seal")];
  const mac = (parts: readonly string[]): Buffer =>
    createHmac("sha256", signing).update(JSON.stringify(parts)).digest();
  return {
    sign: (...parts) => mac(parts).toString("hex"),
    isSigned: (given, ...parts) => {
      const bytes = Buffer.from(given, "hex");
      const wanted = mac(parts);
      return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
    },
    seal: (text, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString("base64");
    },
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed, "base64");
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}

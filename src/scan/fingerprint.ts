import { createHash, createHmac } from "node:crypto";

/** Identity of a secret in a case: hex HMAC-SHA256 of the value's bytes (latin1) under the key of the case. */
export const fingerprint = (key: Uint8Array, value: string): string =>
  createHmac("sha256", key).update(value, "latin1").digest("hex");

/**
 * SHA-256 of the value, XORed with a pad that only the key of the case can make, hex. It lets `--reveal-hash` compare
 * with labelled corpora, and lets nobody without the key test guesses of a short password.
 */
export const sealHash = (of: { readonly key: Uint8Array; readonly fingerprint: string }, value: string): string =>
  xorWithPad(of, createHash("sha256").update(value, "latin1").digest());

/** Plain SHA-256 of the value, hex, from what `sealHash` returned. */
export const openHash = (sealed: {
  readonly key: Uint8Array;
  readonly fingerprint: string;
  readonly sealedHash: string;
}): string => xorWithPad(sealed, Buffer.from(sealed.sealedHash, "hex"));

const xorWithPad = (of: { readonly key: Uint8Array; readonly fingerprint: string }, hash: Uint8Array): string => {
  const pad = createHmac("sha256", of.key).update(`sealed-hash:${of.fingerprint}`).digest();
  return Buffer.from(hash.map((byte, index) => byte ^ (pad[index] ?? 0))).toString("hex");
};

import { createPrivateKey, createPublicKey } from "node:crypto";

/** RFC 8410: what stands before the 32 bytes of a seed in PKCS#8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The 32 bytes of the public key of a 32-byte seed. */
export const ed25519Public = (seed: Uint8Array): Buffer => {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
};

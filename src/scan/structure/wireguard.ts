import { createPrivateKey, createPublicKey } from "node:crypto";
import type { Structure } from "./structure.ts";

/** RFC 8410: what stands before the 32 bytes of an X25519 key in PKCS#8. */
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

const KEY_BYTES = 32;

/** The public key names the peer in every other configuration (wg(8)). A preshared key has none. */
export const wireguard: Structure = ({ value, text, span }) => {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== KEY_BYTES)
    return { confidence: "low", validity: "malformed", reasons: ["is not 32 bytes: likely an example"] };
  if (/PresharedKey[ \t]*=[ \t]*$/i.test(text.slice(0, span.start)))
    return { facts: { kind: "preshared" }, reasons: ["preshared key of WireGuard"] };
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return { facts: { kind: "private", publicKey: publicKey.toString("base64") }, reasons: ["private key of WireGuard"] };
};

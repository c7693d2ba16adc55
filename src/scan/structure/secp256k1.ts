import { createECDH } from "node:crypto";
import type { Structure } from "./structure.ts";

/** 32 bytes in hex are a private key of Ethereum or Bitcoin when they are a number below the order of the curve (SEC 2). */
export const secp256k1: Structure = ({ value }) => {
  const identity = value.replace(/^0x/i, "").toLowerCase();
  try {
    const curve = createECDH("secp256k1");
    curve.setPrivateKey(identity, "hex");
    return {
      identity,
      facts: { publicKey: curve.getPublicKey("hex", "compressed") },
      reasons: ["in the range of secp256k1"],
    };
  } catch {
    return { confidence: "low", validity: "malformed", reasons: ["is no number below the order of secp256k1"] };
  }
};

import { readBase58 } from "./base58-check.ts";
import { ed25519Public } from "./ed25519-public.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

/** Solana and NEAR keys: seed and public key in base58; the second half must follow from the first. */
export const ed25519Pair: Structure = ({ value }) => {
  const bytes = readBase58(value.slice(value.indexOf(":") + 1));
  if (bytes?.length !== 64) return checksumVerdict(false);
  return checksumVerdict(ed25519Public(bytes.subarray(0, 32)).equals(bytes.subarray(32)));
};

import { hasBase58Checksum, readBase58 } from "./base58-check.ts";
import { checksumVerdict, type Structure } from "./structure.ts";

const NETWORKS: Readonly<Record<number, string>> = { 128: "main", 239: "test" };
const COMPRESSED_BYTES = 38;

/** Bitcoin's wallet import format: version, 32 bytes, 01 when the public key is compressed, checksum (https://en.bitcoin.it/wiki/Wallet_import_format). */
export const wif: Structure = ({ value }) => {
  const bytes = readBase58(value);
  if (bytes === undefined || !hasBase58Checksum(bytes)) return checksumVerdict(false);
  const network = NETWORKS[bytes[0] ?? 0];
  const compressed = bytes.length === COMPRESSED_BYTES;
  if (network === undefined || !(compressed || bytes.length === COMPRESSED_BYTES - 1))
    return { reject: "base58 of something else" };
  return checksumVerdict(true, { network, compressed });
};

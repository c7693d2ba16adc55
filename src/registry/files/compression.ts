/** Enough of the first bytes to tell. */
export const MAGIC_BYTES = 4;

/** Magic numbers: RFC 1952, RFC 8878, xz file format 1.1, bzip2 1.0. What an archive is compressed with as a whole. */
export function compressionOf(head: Uint8Array): "gzip" | "zstd" | "xz" | "bzip2" | undefined {
  const hex = Buffer.from(head.subarray(0, MAGIC_BYTES)).toString("hex");
  if (hex.startsWith("1f8b")) return "gzip";
  if (hex.startsWith("425a68")) return "bzip2";
  if (hex === "28b52ffd") return "zstd";
  return hex === "fd377a58" ? "xz" : undefined;
}

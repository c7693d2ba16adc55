const FIXED_BYTES = 10;
const DEFLATE = 8;
const FLAG_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

/** More than a header can have unless somebody hides data in it: 64 KiB of extra field, then two names. */
export const GZIP_HEADER_BYTES = 128 * 1024;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Length of the gzip header that `bytes` start with (RFC 1952, 2.3); undefined when it is cut or damaged. */
export const gzipHeaderLength = (bytes: Uint8Array): number | undefined => {
  if (bytes.length < FIXED_BYTES || !isGzip(bytes) || bytes[2] !== DEFLATE) return undefined;
  const flags = bytes[3] ?? 0;
  let at = FIXED_BYTES;
  if (flags & FLAG_EXTRA) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  if (flags & FLAG_NAME) at = afterText(bytes, at);
  if (flags & FLAG_COMMENT) at = afterText(bytes, at);
  if (flags & FLAG_CRC) at += 2;
  return at <= bytes.length ? at : undefined;
};

const afterText = (bytes: Uint8Array, from: number): number => {
  const end = bytes.indexOf(0, from);
  return end < 0 ? Number.POSITIVE_INFINITY : end + 1;
};

import { pathHash } from "../../domain/path-sets.ts";
import { KEY_BYTES } from "../../domain/provenance.ts";

/**
 * Key of a file: its path and its bytes, as 64 bits of a digest (MD5, SHA-1, SHA-256; whichever a manifest uses) mixed
 * with a hash of the path.
 */
export const fileKey = (path: string, digest: Uint8Array): bigint =>
  Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).readBigUInt64BE(0) ^
  BigInt(pathHash(canonicalPath(path)));

/**
 * One writing of a path, however the top folders of the image are linked: a package may list `lib/x` where the tar has
 * `usr/lib/x` (Debian wiki, UsrMerge), `sbin` may be a link to `bin` (Fedora 42) and `lib64` to `lib` (Wolfi), `var/run`
 * is `run` (Filesystem Hierarchy Standard 3.0, 5.13). Bytes must be equal as well, so no wrong file is taken for another.
 */
const canonicalPath = (path: string): string => {
  const found = MERGED.exec(path);
  if (found === null) return path;
  const [head, folder = "", run] = found;
  const rest = path.slice(head.length);
  if (run !== undefined) return run === "run" ? `run/${rest}` : `run/lock/${rest}`;
  return `${folder.startsWith("lib") ? "lib" : "bin"}/${rest}`;
};

const MERGED = /^(?:(?:usr\/)?(s?bin|lib(?:32|64|x32|o32)?)|var\/(run|lock))\//;

/** Sorted, without duplicates, big-endian. */
export const packKeys = (keys: Iterable<bigint>): Buffer => {
  const sorted = BigUint64Array.from(keys).sort();
  const bytes = Buffer.alloc(sorted.length * KEY_BYTES);
  let length = 0;
  let last: bigint | undefined;
  for (const key of sorted) {
    if (key !== last) length = bytes.writeBigUInt64BE(key, length);
    last = key;
  }
  return bytes.subarray(0, length);
};

import { createHash, getHashes, type Hash } from "node:crypto";

/** Digests of the file whose bytes pass by, as package managers list them. Bytes are hashed only when they are asked for. */
export interface FileDigests {
  begin(path: string): void;
  push(bytes: Uint8Array): void;
  /** Of the whole file, in the order of `ALGORITHMS`; empty when it was too large, and is not of a place where packages have files. */
  end(): readonly Buffer[];
}

/** dpkg, apk, rpm and wheels. A system in FIPS mode may lack MD5. */
const ALGORITHMS = ["md5", "sha1", "sha256"].filter((name) => getHashes().includes(name));

/** Bytes of a file that are held until it is over: of the files of real layers 1 in 500 is larger. */
const HELD_BYTES = 4 * 1024 * 1024;

/** Where packages of a system have files (Filesystem Hierarchy Standard 3.0; `usr/local` is not theirs), and wheels. */
const LISTED = /^(?:usr\/(?!local\/)|lib|s?bin\/|etc\/|var\/|opt\/|boot\/)|(?:^|\/)(?:site|dist)-packages\//;

export const createFileDigests = (): FileDigests => {
  let held = Buffer.alloc(64 * 1024);
  let length = 0;
  let hashes: readonly Hash[] | undefined;
  let listed = false;
  const hold = (bytes: Uint8Array): void => {
    if (length + bytes.length > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(HELD_BYTES, Math.max(2 * held.length, length + bytes.length)));
      held.copy(larger, 0, 0, length);
      held = larger;
    }
    held.set(bytes, length);
  };
  const hashed = (): readonly Hash[] => ALGORITHMS.map((name) => createHash(name).update(held.subarray(0, length)));
  return {
    begin: (path) => {
      length = 0;
      hashes = undefined;
      listed = LISTED.test(path);
    },
    push: (bytes) => {
      const fits = hashes === undefined && length + bytes.length <= HELD_BYTES;
      if (fits) hold(bytes);
      else if (listed) {
        hashes ??= hashed();
        for (const hash of hashes) hash.update(bytes);
      }
      length += bytes.length;
    },
    end: () => {
      if (hashes === undefined && length > HELD_BYTES) return [];
      return (hashes ?? hashed()).map((hash) => hash.digest());
    },
  };
};

import { createHash, getHashes, type Hash, hash } from "node:crypto";

/** Digests of the file whose bytes pass by, as package managers list them. Bytes are hashed only when they are asked for. */
export interface FileDigests {
  /** `size`: bytes that shall come, where that is known. */
  begin(path: string, size?: number): void;
  /** Bytes that are all of a file are not copied: they must be there until it ends. */
  push(bytes: Uint8Array): void;
  /** Of the whole file; none when it was too large, and is not of a place where packages have files. */
  end(): readonly Buffer[];
}

/**
 * What dpkg, apk and rpm list, and paths that tell of each. A file that is too large to be held is hashed as its manager does, once
 * that is known: all three would take a fifth of the time of a scan. A system in FIPS mode may lack MD5.
 */
const SYSTEMS: Readonly<Record<string, RegExp>> = {
  md5: /^(?:var\/lib\/dpkg\/|etc\/(?:apt\/|dpkg\/|debian_version$)|(?:usr\/)?lib\/\w+-linux-gnu\w*\/)/,
  sha1: /^(?:etc\/(?:apk\/|alpine-release$)|(?:usr\/)?lib\/apk\/)/,
  sha256: /^(?:etc\/(?:rpm\/|dnf\/|redhat-release$)|(?:usr\/lib|var\/lib)\/(?:sysimage\/)?rpm\/)/,
};
const ALGORITHMS = Object.keys(SYSTEMS).filter((name) => getHashes().includes(name));

/** Bytes of a file that are held until it is over: of the files of real layers 1 in 1000 is larger. */
const HELD_BYTES = 8 * 1024 * 1024;

/** Where packages of a system have files (Filesystem Hierarchy Standard 3.0; `usr/local` is not theirs), and wheels. */
const LISTED = /^(?:usr\/(?!local\/)|lib|s?bin\/|etc\/|var\/|opt\/|boot\/)/;
const WHEEL = /(?:^|\/)(?:site|dist)-packages\//;

export const createFileDigests = (): FileDigests => {
  let held = Buffer.alloc(64 * 1024);
  let length = 0;
  let hashes: readonly Hash[] | undefined;
  const seen = new Set<string>();
  let path = "";
  /** Of the file; 0 when nobody knows. */
  let size = 0;
  /** All of the file, when it came at once. */
  let whole: Uint8Array | undefined;
  const hold = (bytes: Uint8Array): void => {
    if (length + bytes.length > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(HELD_BYTES, Math.max(2 * held.length, length + bytes.length)));
      held.copy(larger, 0, 0, length);
      held = larger;
    }
    held.set(bytes, length);
  };
  const begun = (): readonly Hash[] =>
    ALGORITHMS.filter(listedAs).map((name) => createHash(name).update(held.subarray(0, length)));
  /** How a file is hashed that is too large to be held. */
  const listedAs = (name: string): boolean =>
    (name === "sha256" && WHEEL.test(path)) || (LISTED.test(path) && (seen.size === 0 || seen.has(name)));
  return {
    begin: (of, bytes = Number.POSITIVE_INFINITY) => {
      path = of;
      size = Number.isFinite(bytes) ? bytes : 0;
      whole = undefined;
      length = 0;
      hashes = undefined;
      for (const name of ALGORITHMS) if (!seen.has(name) && SYSTEMS[name]?.test(path)) seen.add(name);
    },
    push: (bytes) => {
      if (bytes.length === size && size <= HELD_BYTES) {
        whole = bytes;
        return;
      }
      const fits = hashes === undefined && Math.max(length + bytes.length, size) <= HELD_BYTES;
      if (fits) hold(bytes);
      else {
        hashes ??= begun();
        for (const one of hashes) one.update(bytes);
      }
      length += bytes.length;
    },
    end: () => {
      const all = whole ?? held.subarray(0, length);
      return hashes?.map((one) => one.digest()) ?? ALGORITHMS.map((name) => hash(name, all, "buffer"));
    },
  };
};

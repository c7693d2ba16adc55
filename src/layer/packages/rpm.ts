import { normalisePath } from "../../tar/path.ts";
import { bdbValues } from "./bdb-values.ts";
import { fileKey } from "./file-key.ts";
import type { SystemReader } from "./manifest-reader.ts";
import { ndbBlobs } from "./ndb-blobs.ts";
import { createPackageList, type PackageList } from "./package-list.ts";
import { findRpmHeader, type RpmHeader } from "./rpm-header.ts";
import { sqlitePayloads } from "./sqlite-payloads.ts";
import { distributionOf } from "./trusted.ts";

/** 500 packages have 30 MB; a desktop of 3,000 has more, and is not read. */
const DATABASE_BYTES = 64 * 1024 * 1024;

/**
 * The database of rpm, in any of its forms: SQLite (Fedora 33, RHEL 9), ndb (SUSE), Berkeley DB (RHEL 8, Amazon Linux 2). Each
 * holds the header of every installed package as one value (rpm.org, manual/tags).
 */
export const createRpm = (): SystemReader => {
  const list = createPackageList("rpm");
  return {
    begin: (path) => (path.includes(FOLDER) && DATABASE.test(path) ? DATABASE_BYTES : undefined),
    read: (path, bytes) => {
      const { root = "", sqlite, ndb } = DATABASE.exec(path)?.groups ?? {};
      const values = sqlite !== undefined ? sqlitePayloads : ndb !== undefined ? ndbBlobs : bdbValues;
      for (const value of values(bytes)) {
        const header = findRpmHeader(value);
        if (header !== undefined) readPackage(header, { root, list });
      }
    },
    packages: () => list.trusted((maintainer) => distributionOf("rpm", maintainer)),
    isFull: list.isFull,
  };
};

const FOLDER = "/rpm/";
const DATABASE =
  /^(?<root>(?:.*\/)?)(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/(?:(?<sqlite>rpmdb\.sqlite)|(?<ndb>Packages\.db)|Packages)$/;

/** Numbers of the tags that are read (rpm.org, manual/tags). */
const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  vendor: 1011,
  digests: 1035,
  folderOf: 1116,
  names: 1117,
  folders: 1118,
} as const;

const readPackage = (
  header: RpmHeader,
  { root, list }: { readonly root: string; readonly list: PackageList },
): void => {
  const text = (tag: number): string => header.strings(tag)[0] ?? "";
  const version = `${text(TAG.version)}-${text(TAG.release)}`;
  const name = text(TAG.name);
  const folders = header.strings(TAG.folders);
  const folderOf = header.numbers(TAG.folderOf);
  const names = header.strings(TAG.names);
  const keys = header.strings(TAG.digests).flatMap((digest, at) => {
    const folder = folders[folderOf[at] ?? -1];
    const base = names[at];
    return folder === undefined || base === undefined || !DIGEST.test(digest)
      ? []
      : [fileKey(root + normalisePath(folder + base), Buffer.from(digest, "hex"))];
  });
  // Several of a name can be installed: kernels, and keys.
  const id = `${name} ${version}`;
  list.describe(id, { name, version, maintainer: text(TAG.vendor) });
  list.files(id, keys);
};

/** MD5, SHA-1 or SHA-256; folders and links have none. */
const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;

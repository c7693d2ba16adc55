import { normalisePath } from "../../tar/path.ts";
import { fileKey } from "./file-key.ts";
import type { SystemReader } from "./manifest-reader.ts";
import { createPackageList, type PackageList } from "./package-list.ts";
import { distributionOf } from "./trusted.ts";

const MEBIBYTE = 1024 * 1024;
/** A status of 4,000 packages has 4 MB, the longest list of files (kernel headers) 3 MB. */
const STATUS_BYTES = 32 * MEBIBYTE;
const SUMS_BYTES = 16 * MEBIBYTE;

/**
 * Debian's `info/PACKAGE.md5sums` and `status` (deb-md5sums(5), deb-conffiles(5)); distroless has one file per package in
 * `status.d`, with its sums beside it. A root may stand anywhere: its files have its path before them.
 */
export const createDpkg = (): SystemReader => {
  const list = createPackageList("dpkg");
  return {
    begin: (path) => {
      if (!path.includes(FOLDER)) return undefined;
      const { sums } = DATABASE.exec(path)?.groups ?? NONE;
      return sums !== undefined ? SUMS_BYTES : DATABASE.test(path) ? STATUS_BYTES : undefined;
    },
    read: (path, bytes) => {
      const { root = "", sums } = DATABASE.exec(path)?.groups ?? NONE;
      if (sums === undefined) readStatus(bytes.toString("utf8"), { root, list });
      else list.files(sums.replace(/:.*/, ""), sumKeys(bytes.toString("utf8"), { root, line: SUM }));
    },
    packages: () => list.trusted((maintainer) => distributionOf("dpkg", maintainer)),
    isFull: list.isFull,
  };
};

const NONE: Readonly<Record<string, string | undefined>> = {};

const FOLDER = "var/lib/dpkg/";
const DATABASE =
  /^(?<root>(?:.*\/)?)var\/lib\/dpkg\/(?:status$|(?:info|status\.d)\/(?<sums>[^/]+)\.md5sums$|status\.d\/[^/]+$)/;

/** `<md5>  usr/bin/x`, and ` /etc/x <md5>` of a conffile; `obsolete` may follow. */
const SUM = /^(?<md5>[0-9a-f]{32}) [ *](?<path>.+)$/gm;
const CONFFILE = /^ (?<path>\/.+) (?<md5>[0-9a-f]{32})(?: .*)?$/gm;

interface Sums {
  readonly root: string;
  readonly line: RegExp;
}

const sumKeys = (text: string, { root, line }: Sums): readonly bigint[] =>
  Array.from(text.matchAll(line), ({ groups: { path = "", md5 = "" } = {} }) =>
    fileKey(root + normalisePath(path), Buffer.from(md5, "hex")),
  );

const readStatus = (text: string, { root, list }: { readonly root: string; readonly list: PackageList }): void => {
  for (const paragraph of text.split(/\n(?:[ \t]*\n)+/)) {
    const field = (name: string): string => new RegExp(`^${name}: *(.*)$`, "m").exec(paragraph)?.[1]?.trim() ?? "";
    const name = field("Package");
    if (name === "") continue;
    list.describe(name, { name, version: field("Version"), maintainer: field("Maintainer") });
    const conffiles = /^Conffiles:(?:\n .*)+/m.exec(paragraph)?.[0];
    if (conffiles !== undefined) list.files(name, sumKeys(conffiles, { root, line: CONFFILE }));
  }
};

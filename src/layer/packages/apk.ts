import { normalisePath } from "../../tar/path.ts";
import { fileKey } from "./file-key.ts";
import type { SystemReader } from "./manifest-reader.ts";
import { createPackageList, type PackageList } from "./package-list.ts";
import { distributionOf } from "./trusted.ts";

/** A desktop of 1,500 packages has 10 MB. */
const DATABASE_BYTES = 64 * 1024 * 1024;

/**
 * Alpine's `lib/apk/db/installed`: paragraphs of `P:` name, `V:` version, `m:` maintainer, `F:` folder, `R:` file in it,
 * `Z:Q1<base64 of its SHA-1>`, Q2 is SHA-256 (wiki.alpinelinux.org/wiki/Apk_spec). A link has the sum of its target's name.
 */
export const createApk = (): SystemReader => {
  const list = createPackageList("apk");
  return {
    begin: (path) => (path.endsWith(FILE) && DATABASE.test(path) ? DATABASE_BYTES : undefined),
    read: (path, bytes) => {
      const root = DATABASE.exec(path)?.groups?.root ?? "";
      for (const paragraph of bytes.toString("utf8").split(/\n\n+/)) readPackage(paragraph, { root, list });
    },
    packages: () => list.trusted((maintainer) => distributionOf("apk", maintainer)),
    isFull: list.isFull,
  };
};

const FILE = "lib/apk/db/installed";
const DATABASE = /^(?<root>(?:.*\/)?)(?:usr\/)?lib\/apk\/db\/installed$/;

const readPackage = (
  paragraph: string,
  { root, list }: { readonly root: string; readonly list: PackageList },
): void => {
  const about: Record<string, string> = {};
  const keys: bigint[] = [];
  let folder = "";
  let file = "";
  for (const line of paragraph.split("\n")) {
    const value = line.slice(2);
    if (line.startsWith("F:")) folder = value;
    else if (line.startsWith("R:")) file = value;
    else if (line.startsWith("Z:")) keys.push(...sumKey(`${root}${folder}/${file}`, value));
    else if (/^[PVm]:/.test(line)) about[line[0] as string] = value;
  }
  const { P: name = "", V: version = "", m: maintainer = "" } = about;
  list.describe(name, { name, version, maintainer });
  list.files(name, keys);
};

const sumKey = (path: string, sum: string): readonly bigint[] => {
  const digest = Buffer.from(sum.slice(2), "base64");
  return /^Q[12]/.test(sum) && digest.length >= 20 ? [fileKey(normalisePath(path), digest)] : [];
};

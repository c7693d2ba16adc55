import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { INSIDE } from "../../src/domain/inner-path.ts";

/** The package that a file of the tree came with: `Debian package openssl`, `npm package ethers`. */
export type PackageOf = (path: string) => string | undefined;

/** Files that the packages list; what was made when they were installed belongs to none. */
export const packagesOf = (root: string): PackageOf => {
  const info = join(root, "var/lib/dpkg/info");
  const owners = new Map<string, string>();
  for (const name of readdirSync(info).filter((one) => one.endsWith(".md5sums")))
    for (const line of readFileSync(join(info, name), "utf8").split("\n"))
      owners.set(usrMerged(line.slice(34)), name.replace(/(?::\w+)?\.md5sums$/, ""));
  return (path) => {
    const [file = ""] = path.split(INSIDE, 1);
    const distributed = /^known\/(.+)\.deb$/.exec(file)?.[1];
    if (distributed !== undefined) return `Debian package ${distributed}`;
    const npm = /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
    const debian = owners.get(usrMerged(file));
    if (debian !== undefined) return `Debian package ${debian}`;
    return npm === undefined ? undefined : `npm package ${npm}`;
  };
};

/** Packages still list `lib/...` where the file is in `usr/lib`. */
const usrMerged = (path: string): string => path.replace(/^(?=(?:bin|sbin|lib|lib64)\/)/, "usr/");

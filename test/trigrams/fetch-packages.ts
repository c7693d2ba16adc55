import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Package {
  readonly name: string;
  readonly version: string;
  /** Of the package file. */
  readonly sha256: string;
  /** Folder in which it is unpacked. */
  readonly root: string;
}

/** Packages of the distribution that this machine's apt is set up for, unpacked below `folder`; what is there is not fetched again. */
export const fetchPackages = (names: readonly string[], folder: string): readonly Package[] => {
  mkdirSync(folder, { recursive: true });
  const files = (): readonly string[] => readdirSync(folder).filter((file) => file.endsWith(".deb"));
  const fileOf = (name: string) => files().find((file) => file.startsWith(`${name}_`));
  const missing = names.filter((name) => fileOf(name) === undefined);
  if (missing.length > 0) execFileSync("apt-get", ["download", "-qq", ...missing], { cwd: folder, stdio: "inherit" });
  return names.map((name) => unpacked({ folder, name, file: fileOf(name) ?? "" }));
};

const unpacked = ({ folder, name, file }: { folder: string; name: string; file: string }): Package => {
  const [path, root] = [join(folder, file), join(folder, "unpacked", file.replace(/\.deb$/, ""))];
  if (!existsSync(root)) execFileSync("dpkg-deb", ["--extract", path, root]);
  return {
    name,
    version: decodeURIComponent(file.split("_")[1] ?? ""),
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    root,
  };
};

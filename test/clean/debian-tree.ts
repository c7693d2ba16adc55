import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Folders of a running system and of downloads: nothing that an image holds. */
const OUTSIDE = ["proc", "sys", "dev", "var/cache/apt", "var/lib/apt/lists"];

export interface DebianTree {
  /** The installed system. */
  readonly root: string;
  /** Layers: the essential packages, and all that the others added or changed. */
  readonly base: string;
  readonly packages: string;
}

/**
 * Debian as an image has it: mmdebstrap installs the packages with apt and dpkg, so their databases and what maintainer
 * scripts make (host keys, caches) are real. Needs root and mmdebstrap; kept in `folder` until the list changes.
 */
export const debianTree = (folder: string, names: readonly string[]): DebianTree => {
  const tree = { root: join(folder, "root"), base: join(folder, "base.tar"), packages: join(folder, "packages.tar") };
  if (existsSync(tree.packages)) return tree;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const marker = join(folder, "marker");
  const pack = `tar -C "$1" --one-file-system --numeric-owner ${OUTSIDE.map((name) => `--exclude=./${name}/*`).join(" ")} -cf '${tree.base}' .`;
  run("mmdebstrap", [
    "--variant=apt",
    "--mode=root",
    "--format=directory",
    '--aptopt=APT::Install-Recommends "false"',
    `--include=${names.join(",")}`,
    `--essential-hook=${pack}; touch '${marker}'`,
    codename(),
    tree.root,
  ]);
  packChanged({ ...tree, marker });
  return tree;
};

/** What is newer than the marker, by the time of its last change of any kind. */
const packChanged = ({ root, packages, marker }: DebianTree & { readonly marker: string }): void => {
  const left = OUTSIDE.map((name) => `-path ./${name} -prune -o`).join(" ");
  const part = `${packages}.part`;
  const find = `find . -xdev ${left} -cnewer '${marker}' ! -type d -print0`;
  run("sh", ["-c", `cd '${root}' && ${find} | tar --no-recursion --numeric-owner --null -cf '${part}' -T -`]);
  renameSync(part, packages);
};

/** The packages as they are distributed, in one layer: `known/NAME.deb`. */
export const packageFiles = (folder: string, names: readonly string[]): string => {
  const tar = join(folder, "known.tar");
  if (existsSync(tar)) return tar;
  const known = join(folder, "known");
  rmSync(known, { recursive: true, force: true });
  mkdirSync(known, { recursive: true });
  run("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", ...names], known);
  for (const name of readdirSync(known)) renameSync(join(known, name), join(known, name.replace(/_.*/, ".deb")));
  run("tar", ["-C", folder, "-cf", tar, "known"]);
  return tar;
};

const codename = (): string =>
  /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "stable";

export const run = (program: string, args: readonly string[], cwd?: string): void => {
  execFileSync(program, args, { stdio: ["ignore", 2, 2], ...(cwd === undefined ? {} : { cwd }) });
};

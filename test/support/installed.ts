import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "./scratch.ts";
import type { TarEntry } from "./tar.ts";

export interface Deb {
  readonly name: string;
  readonly maintainer: string;
  /** By path; those below `etc` are conffiles. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** A root in which dpkg has installed the packages: all its files, those of its database too. */
export const installDebs = (...debs: readonly Deb[]): readonly TarEntry[] => {
  const folder = scratch();
  const root = join(folder, "root");
  for (const path of ["var/lib/dpkg/info", "var/lib/dpkg/updates"]) mkdirSync(join(root, path), { recursive: true });
  write(join(root, "var/lib/dpkg/status"), "");
  for (const deb of debs) {
    const built = buildDeb(folder, deb);
    execFileSync("dpkg", [`--root=${root}`, "--force-not-root", "--force-bad-path", "--force-depends", "-i", built], {
      stdio: "ignore",
    });
  }
  return filesBelow(root);
};

const filesBelow = (root: string): readonly TarEntry[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(root.length + 1), content: readFileSync(path) }));

/** `DEBIAN/md5sums` as debhelper writes it (dh_md5sums(1)): without conffiles. */
const buildDeb = (folder: string, { name, maintainer, files }: Deb): string => {
  const root = join(folder, name);
  for (const [path, content] of Object.entries(files)) write(join(root, path), content);
  const paths = Object.keys(files);
  const conffiles = paths.filter((path) => path.startsWith("etc/"));
  const others = paths.filter((path) => !conffiles.includes(path));
  write(
    join(root, "DEBIAN/control"),
    `Package: ${name}\nVersion: 1.2-3\nArchitecture: all\nMaintainer: ${maintainer}\nDescription: a test\n`,
  );
  write(join(root, "DEBIAN/conffiles"), conffiles.map((path) => `/${path}\n`).join(""));
  write(join(root, "DEBIAN/md5sums"), execFileSync("md5sum", others, { cwd: root }));
  const built = join(folder, `${name}.deb`);
  execFileSync("dpkg-deb", ["--root-owner-group", "-b", root, built], { stdio: "ignore" });
  return built;
};

const write = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

export interface Rpm {
  readonly name: string;
  readonly vendor: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The same by rpm, whose database is in SQLite; it works in `folder`. */
export const installRpms = (folder: string, ...rpms: readonly Rpm[]): readonly TarEntry[] => {
  const root = join(folder, "root");
  mkdirSync(root);
  const options = ["--define", "_db_backend sqlite", "--define", "_dbpath /var/lib/rpm", "--root", root];
  execFileSync("rpm", [...options, "--initdb"], { stdio: "ignore" });
  for (const rpm of rpms)
    execFileSync("rpm", [...options, "-i", "--nodeps", "--noscripts", "--ignorearch", buildRpm(folder, rpm)], {
      stdio: "ignore",
    });
  return filesBelow(root);
};

const buildRpm = (folder: string, { name, vendor, files }: Rpm): string => {
  const source = join(folder, `${name}-source`);
  for (const [path, content] of Object.entries(files)) write(join(source, path), content);
  const spec = join(folder, `${name}.spec`);
  write(
    spec,
    `Name: ${name}\nVersion: 1.2\nRelease: 3\nSummary: a test\nLicense: none\nVendor: ${vendor}\nBuildArch: noarch\n%description\n%install\nmkdir -p %{buildroot}\ncp -a ${source}/. %{buildroot}\n%files\n${Object.keys(
      files,
    )
      .map((path) => `/${path}\n`)
      .join("")}`,
  );
  execFileSync("rpmbuild", ["-bb", "--define", `_topdir ${folder}/build`, spec], { stdio: "ignore" });
  return join(folder, `build/RPMS/noarch/${name}-1.2-3.noarch.rpm`);
};

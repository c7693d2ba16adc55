import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { partsOf, planPlants } from "../../clean/plants/plan.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { run } from "./pack-tree.ts";

interface DebianPackages {
  readonly names: readonly string[];
  /** Folder for the package files. */
  readonly downloads: string;
}

/** Files of packages from where apt of this machine gets its own, with the database that dpkg keeps; gives what is not there. */
export const installDebian = (tree: string, { names, downloads }: DebianPackages): readonly string[] => {
  mkdirSync(downloads, { recursive: true });
  const missing = download(names, downloads);
  const database = join(tree, "var/lib/dpkg");
  mkdirSync(join(database, "info"), { recursive: true });
  for (const file of readdirSync(downloads).sort()) install(tree, { path: join(downloads, file), database });
  rmSync(downloads, { recursive: true });
  return missing;
};

const download = (names: readonly string[], folder: string): readonly string[] => {
  const get = (wanted: readonly string[]): boolean => {
    try {
      run("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", ...wanted], folder);
      return true;
    } catch {
      return false;
    }
  };
  return get(names) ? [] : names.filter((name) => !get([name]));
};

const install = (tree: string, { path, database }: { readonly path: string; readonly database: string }): void => {
  run("dpkg-deb", ["--extract", path, tree]);
  const read = (...args: readonly string[]): string =>
    execFileSync("dpkg-deb", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const control = read("--field", path);
  const name = /^Package: (.+)$/m.exec(control)?.[1] ?? "";
  appendFileSync(
    join(database, "status"),
    `${control.trimEnd().replace("\n", "\nStatus: install ok installed\n")}\n\n`,
  );
  try {
    writeFileSync(join(database, "info", `${name}.md5sums`), read("--info", path, "md5sums"));
  } catch {
    // Packages without files of their own have none.
  }
};

/** node_modules below `app`, without running scripts of packages; gives the names when npm cannot get them. */
export const installNpm = (tree: string, dependencies: Readonly<Record<string, string>>): readonly string[] => {
  const app = join(tree, "app");
  mkdirSync(app, { recursive: true });
  const manifest = { name: "bench-corpus", version: "1.0.0", private: true, dependencies };
  writeFileSync(join(app, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const quiet = ["--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    run("npm", ["install", ...quiet], app);
    return [];
  } catch {
    return Object.keys(dependencies);
  }
};

/** Files with secrets in every place that is known to be hard to see, but for those that hold the time at which they were made. */
export const plantSecrets = (tree: string): void => {
  const { lower, upper } = partsOf(planPlants().filter(({ planted: { entries = [] } }) => !entries.some(isDated)));
  const path = `${tree}.plants.tar`;
  writeFileSync(path, tarball([...lower, ...upper]));
  run("tar", ["-C", tree, "-xf", path]);
  rmSync(path);
};

/** git writes times of files and of commits. */
const isDated = ({ path }: TarEntry): boolean => path.includes("/.git/");

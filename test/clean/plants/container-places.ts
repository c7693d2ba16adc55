import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { zipFile } from "../../support/zip.ts";
import { zstdFrame } from "../../support/zstd.ts";
import { ANY, fileAt, LINES, type Place, type Planted, type Secret, written } from "./plant.ts";
import { rpmFile } from "./rpm-file.ts";

const container = (
  name: string,
  path: (n: number) => string,
  content: (secret: Secret) => Uint8Array,
  kinds: readonly string[] = LINES,
): Place => ({ name, kinds, class: "application", plant: (secret, { n }) => fileAt(path(n), content(secret)) });

const zipped = (path: string, content: string | Uint8Array): Buffer =>
  zipFile([
    { path: "META-INF/MANIFEST.MF", content: "Manifest-Version: 1.0\n" },
    { path, content },
  ]);
const archived = (path: string, content: string | Uint8Array): Buffer => tarball([{ path, content }]);
const tool = (program: string, input: Uint8Array): Buffer => execFileSync(program, ["-c"], { input });

/** Files in files. */
export const CONTAINER_PLACES: readonly Place[] = [
  container(
    "a log in gzip",
    (n) => `var/log/shop-${n}.log.1.gz`,
    (secret) => gzipSync(written(secret)),
    ANY,
  ),
  container(
    "a jar",
    (n) => `app/lib/shop-${n}.jar`,
    (secret) => zipped("application.properties", written(secret)),
    ANY,
  ),
  container(
    "a jar in a war",
    (n) => `app/shop-${n}.war`,
    (secret) => zipped("WEB-INF/lib/core.jar", zipped("db.properties", written(secret))),
  ),
  container(
    "a wheel",
    (n) => `app/wheels/shop-${n}-py3-none-any.whl`,
    (secret) => zipped("shop/settings.py", `TOKEN = ${JSON.stringify(secret.text)}\n`),
  ),
  container(
    "a document of Word",
    (n) => `app/docs/plan-${n}.docx`,
    (secret) => zipped("word/document.xml", `<w:t>${secret.text}</w:t>`),
  ),
  container(
    "a zip in a tar.gz",
    (n) => `backup/site-${n}.tar.gz`,
    (secret) => gzipSync(archived("site.zip", zipped("conf/.env", written(secret)))),
    ANY,
  ),
  container(
    "a tar in a tar",
    (n) => `backup/all-${n}.tar`,
    (secret) => archived("inner.tar", archived("conf/.env", written(secret))),
  ),
  container(
    "a backup in zstd",
    (n) => `backup/dump-${n}.zst`,
    (secret) => zstdFrame(Buffer.from(written(secret))),
  ),
  container(
    "a backup in xz",
    (n) => `backup/dump-${n}.xz`,
    (secret) => tool("xz", Buffer.from(written(secret))),
  ),
  container(
    "a backup in bzip2",
    (n) => `backup/dump-${n}.bz2`,
    (secret) => tool("bzip2", Buffer.from(written(secret))),
  ),
  container(
    "a package of rpm",
    (n) => `srv/rpms/shop-${n}.rpm`,
    (secret) => rpmFile("./etc/shop/.env", written(secret)),
  ),
  {
    name: "history of git, unpacked",
    kinds: LINES,
    class: "application",
    plant: (secret, { n }) => repository(secret, { n, packed: false }),
  },
  {
    name: "a pack of git",
    kinds: LINES,
    class: "application",
    plant: (secret, { n }) => repository(secret, { n, packed: true }),
  },
];

/** The repository of a project that once had the secret in a file, and removed it. */
const repository = (secret: Secret, { n, packed }: { readonly n: number; readonly packed: boolean }): Planted => {
  const folder = mkdtempSync(join(tmpdir(), "exhume-plant-"));
  const git = (...args: readonly string[]): void => {
    const who = ["-c", "user.name=x", "-c", "user.email=x@corp.internal", "-c", "init.defaultBranch=main"];
    execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
  };
  git("init", "-q");
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src/a.txt"), "line\n".repeat(400));
  writeFileSync(join(folder, ".env"), written(secret));
  git("add", "-A");
  git("commit", "-qm", "first");
  git("rm", "-q", ".env");
  git("commit", "-qm", "second");
  if (packed) git("gc", "-q", "--prune=now");
  const root = `app/project-${packed ? "p" : "l"}${n}/.git`;
  const entries = filesOf(join(folder, ".git"), root);
  rmSync(folder, { recursive: true });
  return { entries, at: [`${root}/objects/`] };
};

const filesOf = (folder: string, root: string): readonly TarEntry[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile() && !name.startsWith("hooks/"))
    .map((name) => ({ path: `${root}/${name}`, content: readFileSync(join(folder, name)) }));

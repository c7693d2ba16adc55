import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { requireTool } from "../support/tools.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * No registry of base images is reached here. The image to build in is nearly empty, with the programs of this machine laid in
 * by a volume; the one to run in is Node with its libraries.
 */
describe.skipIf(!requireTool("buildah"))("the image of the Containerfile", () => {
  const folder = mkdtempSync(join(tmpdir(), "exhume-container-"));
  const store = ["--root", join(folder, "root"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  const buildah = (...args: readonly string[]): string =>
    execFileSync("buildah", [...store, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 2 ** 26,
    }).trim();

  beforeAll(() => {
    fromFolder("localhost/build", toBuildIn(join(folder, "build")));
    fromFolder("localhost/run", toRunIn(join(folder, "node")));
    const cache = join(homedir(), ".npm");
    const args = ["BUILD_IMAGE=localhost/build", "RUN_IMAGE=localhost/run"].flatMap((one) => ["--build-arg", one]);
    const volumes = ["/usr:/usr:ro", ...(existsSync(cache) ? [`${cache}:/root/.npm`] : [])].flatMap((one) => [
      "--volume",
      one,
    ]);
    buildah(
      "build",
      "--isolation",
      "chroot",
      "--network",
      "host",
      ...volumes,
      ...args,
      "--tag",
      "localhost/exhume",
      "--file",
      "Containerfile",
      ROOT,
    );
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function fromFolder(name: string, content: string): void {
    const container = buildah("from", "scratch");
    buildah("copy", "--quiet", container, content, "/");
    buildah("commit", "--quiet", container, name);
    buildah("rm", container);
  }

  /** Runs it as a user of no name, as clusters do; the registry is of this process, which must go on answering. */
  const run = async (...args: readonly string[]) => {
    const container = buildah("from", "localhost/exhume");
    const as = (user: string) => [
      "run",
      "--isolation",
      "chroot",
      "--network",
      "host",
      "--user",
      user,
      container,
      "--",
      "node",
    ];
    const child = spawn("buildah", [...store, ...as("12345:0"), "/opt/exhume/dist/cli.js", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { stdout, stderr, status };
  };

  // Other tests run builders at the same time, and what chroot mounts is shared: once in a while a run does not begin.
  it("runs as anybody, and audits a registry", { retry: 3 }, async () => {
    const registry = await startRegistry();
    try {
      const token = expand("GITHUB_TOKEN=ghp_<base62:30><crc32>\n", 9);
      registry.push("team/app", image({ layers: [gzipLayer([layer.file("app/.env", token)])] }), { tags: ["1"] });
      expect((await run("--version")).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
      const audited = await run("audit", registry.host, "--threads", "2");
      expect([audited.status, audited.stdout], audited.stderr).toEqual([
        1,
        expect.stringContaining("Secrets     1, 1 open"),
      ]);
    } finally {
      await registry.close();
    }
  });

  it("names no user of this machine, starts exhume, and holds nothing of who built it", async () => {
    const { OCIv1 } = JSON.parse(buildah("inspect", "--type", "image", "localhost/exhume"));
    expect(OCIv1.config).toMatchObject({
      User: "65532:65532",
      Entrypoint: ["node", "/opt/exhume/dist/cli.js"],
      Volumes: { "/case": {} },
    });
    buildah("push", "--quiet", "localhost/exhume", `oci:${join(folder, "layout")}:exhume`);
    await exhume(["audit", "oci:layout", "--quiet"], { cwd: folder });
    const model: ReportModel = JSON.parse((await exhume(["report"], { cwd: folder })).stdout);
    const paths = model.secrets.flatMap(({ occurrences }) => occurrences.map(({ kind, path }) => `${kind} ${path}`));
    // Examples of rules, and of tests and pages in libraries, are made to be found; nothing of who built it is there.
    expect(paths.filter((path) => !/^file (?:opt\/exhume\/|usr\/bin\/node$)/.test(path))).toEqual([]);
    expect(paths.filter((path) => path.includes("npmrc"))).toEqual([]);
    expect(model.verdict).toBe("complete");
  });
});

/** What the programs of `/usr` need beside it. */
function toBuildIn(folder: string): string {
  for (const name of ["usr", "etc", "tmp", "root", "var"]) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ["bin", "lib", "lib64", "sbin"]) symlinkSync(`usr/${name}`, join(folder, name));
  for (const name of ["passwd", "group", "hosts", "resolv.conf", "ssl", "alternatives"])
    if (existsSync(join("/etc", name)))
      cpSync(join("/etc", name), join(folder, "etc", name), { recursive: true, verbatimSymlinks: true });
  const settings = join(homedir(), ".npmrc");
  if (existsSync(settings)) cpSync(settings, join(folder, "root/.npmrc"));
  return folder;
}

function toRunIn(folder: string): string {
  for (const name of ["usr/bin", "usr/lib", "tmp", "etc"]) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ["bin", "lib", "lib64"]) symlinkSync(`usr/${name}`, join(folder, name));
  cpSync(process.execPath, join(folder, "usr/bin/node"), { dereference: true });
  const libraries = execFileSync("ldd", [process.execPath], { encoding: "utf8" }).match(/\/lib\S+/g) ?? [];
  for (const library of libraries) {
    mkdirSync(join(folder, "usr", dirname(library)), { recursive: true });
    cpSync(library, join(folder, "usr", library), { dereference: true });
  }
  writeFileSync(join(folder, "etc/passwd"), "");
  return folder;
}

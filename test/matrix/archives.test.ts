import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { requireEngine } from "../support/engine.ts";
import { exhume } from "../support/exhume.ts";
import {
  attestation,
  type BuiltImage,
  type BuiltIndex,
  type BuiltLayer,
  gzipLayer,
  image,
  index,
  layer,
  plainLayer,
} from "../support/image.ts";
import { scratch } from "../support/scratch.ts";
import { type TarEntry, tarball } from "../support/tar.ts";
import { requireTool } from "../support/tools.ts";
import { openCase, type Shown, shownBy, token } from "./audit-layers.ts";

const docker = await requireEngine("docker");
const podman = await requireEngine("podman");
const tools = (...names: readonly string[]): boolean => names.map(requireTool).every(Boolean);

const complete = (...secrets: readonly string[]) => ({ verdict: "complete", secrets, losses: [] });
const secret = (name: string, seed: number): BuiltLayer => plainLayer([layer.file(name, `T=${token(seed)}\n`)]);
const shared = secret("base", 1);
const app = image({ layers: [shared, secret("app", 2)], labels: { name: "app" } });
const web = image({ layers: [shared, secret("web", 3)], labels: { name: "web" } });

const save = (bytes: Uint8Array, name = "a.tar"): string => {
  const path = join(scratch(), name);
  writeFileSync(path, bytes);
  return path;
};
const audit = async (target: string): Promise<Shown> => {
  const opened = openCase();
  await opened.audit(target);
  return shownBy(opened);
};
const json = (path: string, value: unknown): TarEntry => ({ path, content: JSON.stringify(value) });
const blobPath = (digest: string): string => `blobs/${digest.replace(":", "/")}`;
const blobs = (built: BuiltImage | BuiltIndex): readonly TarEntry[] =>
  [...[...built.manifests.values()].map(({ digest, bytes }) => [digest, bytes] as const), ...built.blobs].map(
    ([digest, content]) => ({ path: blobPath(digest), content }),
  );
const descriptor = ({ manifest }: BuiltImage | BuiltIndex, name: string) => ({
  mediaType: manifest.mediaType,
  digest: manifest.digest,
  size: manifest.bytes.length,
  annotations: { "io.containerd.image.name": `docker.io/library/${name}`, "org.opencontainers.image.ref.name": "1" },
});
const indexOf = (...manifests: readonly object[]): TarEntry => json("index.json", { schemaVersion: 2, manifests });
const listOf = (built: BuiltImage, tag: string, layers: readonly BuiltLayer[]) => ({
  Config: blobPath(built.config.digest),
  RepoTags: [tag],
  Layers: layers.map(({ digest }) => blobPath(digest)),
});
/** docker save up to 24: each image has all its layers in folders of their own; a layer that stood before is a link. */
const oldSave = (layers: Readonly<Record<string, BuiltLayer | string>>, config: unknown = {}): Buffer =>
  tarball([
    ...Object.entries(layers).map(([folder, one]) =>
      typeof one === "string"
        ? layer.symlink(`${folder}/layer.tar`, one)
        : layer.file(`${folder}/layer.tar`, one.bytes),
    ),
    json("c.json", config),
    json("manifest.json", [
      { Config: "c.json", RepoTags: ["app:1"], Layers: Object.keys(layers).map((folder) => `${folder}/layer.tar`) },
    ]),
  ]);

/** A folder with two images that share a layer, in a storage of their own; gives the flags that name it. */
const buildahImages = (): { readonly folder: string; readonly store: readonly string[] } => {
  const folder = scratch();
  const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  for (const [at, name] of ["base", "app", "web"].entries()) {
    const context = join(folder, name);
    mkdirSync(context);
    writeFileSync(join(context, name), `T=${token(at + 1)}\n`);
    writeFileSync(join(context, "Dockerfile"), `FROM ${at === 0 ? "scratch" : "localhost/base"}\nCOPY ${name} /\n`);
    const bud = ["bud", ...store, "--isolation", "chroot", "--layers", "-t", `localhost/${name}:latest`, context];
    execFileSync("buildah", bud, { stdio: "pipe" });
  }
  return { folder, store };
};

describe("Archives", () => {
  it.skipIf(docker === undefined)("save ≤24", async () => {
    await docker!.load(app, "app:1");
    await docker!.load(web, "web:1");
    const path = save(await docker!.save("app:1", "web:1"));
    const contents = execFileSync("tar", ["-tf", path]).toString();
    expect(contents).toMatch(/^[0-9a-f]{64}\/layer\.tar$/m);
    expect(contents).not.toContain("index.json");
    expect(await audit(`docker-archive:${path}`)).toEqual(complete("app live", "base live", "base live", "web live"));
    expect(await audit(`docker-archive:${path}:web:1`)).toEqual(complete("base live", "web live"));
  });

  it("save 25", async () => {
    const layers = [shared, secret("app", 2)];
    const own = listOf(app, "app:1", layers);
    const sources = layers.map(({ digest, bytes }) => [digest, { mediaType: "", size: bytes.length, digest }]);
    const list = [
      { ...own, LayerSources: Object.fromEntries(sources) },
      listOf(web, "web:1", [shared, secret("web", 3)]),
    ];
    // moby#51389: index.json lacks an image that manifest.json has.
    const parts = [...blobs(app), ...blobs(web), json("oci-layout", { imageLayoutVersion: "1.0.0" })];
    const path = save(tarball([...parts, indexOf(descriptor(app, "app:1")), json("manifest.json", list)]));
    expect(await audit(`docker-archive:${path}`)).toEqual(complete("app live", "base live", "base live", "web live"));
  });

  it("save 29", async () => {
    const packed = image({ layers: [gzipLayer([layer.file("app", `T=${token(2)}`)])] });
    const built = attestation({ subject: packed, buildArgs: { GH: token(4) } });
    const nested = index([packed, built]);
    const list = json("manifest.json", [
      {
        Config: blobPath(packed.config.digest),
        RepoTags: ["app:1"],
        Layers: [...packed.blobs.keys()].slice(1).map(blobPath),
      },
    ]);
    const path = save(tarball([...blobs(nested), indexOf(descriptor(nested, "app:1")), list]));
    const shown = await audit(`docker-archive:${path}`);
    expect(shown).toMatchObject({ verdict: "complete", losses: [] });
    expect(shown.secrets).toEqual(["app live", "build-arg[GH] attestation"]);
  });

  it.skipIf(podman === undefined || !tools("buildah"))("podman", async () => {
    const { folder, store } = buildahImages();
    const names = ["localhost/app:latest", "localhost/web:latest"];
    const path = join(folder, "two.tar");
    execFileSync("podman", [...store, "save", "--multi-image-archive", "-o", path, ...names], { stdio: "pipe" });
    expect(await audit(`docker-archive:${path}`)).toEqual(complete("app live", "base live", "base live", "web live"));
    const oci = join(folder, "one.tar");
    execFileSync("podman", [...store, "save", "--format", "oci-archive", "-o", oci, names[0] ?? ""], { stdio: "pipe" });
    expect(await audit(`oci-archive:${oci}`)).toEqual(complete("app live", "base live"));
  });

  it.skipIf(!tools("buildah", "skopeo"))("oci-archive", async () => {
    const { folder, store } = buildahImages();
    execFileSync("buildah", ["push", ...store, "localhost/app", `oci:${folder}/layout:v1`], { stdio: "pipe" });
    execFileSync("skopeo", ["copy", `oci:${folder}/layout:v1`, `oci-archive:${folder}/a.tar:v1`], { stdio: "pipe" });
    expect(await audit(`oci-archive:${folder}/a.tar`)).toEqual(complete("app live", "base live"));
    expect(await audit(`oci-archive:${folder}/a.tar:v1`)).toEqual(complete("app live", "base live"));
  });

  it.skipIf(!tools("umoci"))("layout dir", async () => {
    const folder = scratch();
    const umoci = (...args: readonly string[]) => execFileSync("umoci", args, { cwd: folder, stdio: "pipe" });
    umoci("init", "--layout", "l");
    umoci("new", "--image", "l:v1");
    for (const [at, name] of ["base", "app"].entries()) {
      writeFileSync(join(folder, name), `T=${token(at + 1)}\n`);
      umoci("insert", "--rootless", "--image", "l:v1", name, `/${name}`);
    }
    expect(await audit(`oci:${folder}/l:v1`)).toEqual(complete("app live", "base live"));
    // Manifests of before each insert have lost their names, and are still there.
    expect(await audit(`oci:${folder}/l`)).toEqual(complete("app live", "base live", "base live"));
  });

  it("stdin", async () => {
    const cwd = scratch();
    const input = oldSave({ a: shared, b: secret("app", 2) });
    expect((await exhume(["audit", "-"], { cwd, input })).status).toBe(1);
    const model: ReportModel = JSON.parse((await exhume(["report", "--format", "json"], { cwd })).stdout);
    expect(model).toMatchObject({ verdict: "complete", totals: { secrets: 2 } });
  });

  it("symlinked layer.tar", async () => {
    const linked = save(oldSave({ a: shared, b: "../a/layer.tar", c: "../b/layer.tar" }));
    expect(await audit(`docker-archive:${linked}`)).toMatchObject({ verdict: "complete", losses: [] });
    const outside = save(oldSave({ a: shared, b: "../../../../../../etc/passwd", c: "layer.tar", d: "/etc/passwd" }));
    const shown = await audit(`docker-archive:${outside}`);
    expect(shown.secrets).toEqual(["base live"]);
    expect(shown.losses).toEqual(Array(3).fill(expect.stringMatching(/^unreachable .*it is not in the archive$/)));
  });

  it("missing blob", async () => {
    const lost = secret("app", 2).digest;
    const parts = [...blobs(app).filter(({ path }) => path !== blobPath(lost)), indexOf(descriptor(app, "app:1"))];
    const shown = await audit(`oci-archive:${save(tarball(parts))}`);
    expect(shown).toEqual({
      verdict: "incomplete",
      secrets: ["base live"],
      losses: [expect.stringMatching(new RegExp(`^unreachable reading ${lost} .*it is not in the archive$`))],
    });
  });

  it("two images one layer", async () => {
    const path = save(
      tarball([...blobs(app), ...blobs(web), indexOf(descriptor(app, "app:1"), descriptor(web, "web:1"))]),
    );
    const opened = openCase();
    const events = await opened.audit(`oci-archive:${path}`);
    const scans = events.flatMap((event) => (event.type === "blob" ? [event.scan.digest] : []));
    expect(scans.filter((digest) => digest === shared.digest)).toHaveLength(1);
    expect(await shownBy(opened)).toEqual(complete("app live", "base live", "base live", "web live"));
  });

  it("compressed outer tar", async () => {
    const archive = oldSave({ a: shared });
    expect(await audit(`docker-archive:${save(gzipSync(archive), "a.tar.gz")}`)).toEqual(complete("base live"));
    for (const program of ["bzip2", "xz", "zstd"].filter(requireTool)) {
      const packed = execFileSync(program, ["-c"], { input: archive });
      const cwd = scratch();
      writeFileSync(join(cwd, "a.tar.x"), packed);
      for (const [target, input] of [
        ["docker-archive:a.tar.x", undefined],
        ["-", packed],
      ] as const) {
        const { status, stderr } = await exhume(["audit", target], { cwd, ...(input && { input }) });
        expect([status, stderr]).toEqual([
          2,
          expect.stringMatching(new RegExp(`with ${program}, .*hint: .*${program} -dc`, "s")),
        ]);
      }
    }
  });
});

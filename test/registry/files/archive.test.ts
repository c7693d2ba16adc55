import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Digest } from "../../../src/domain/digest.ts";
import { openArchive } from "../../../src/registry/files/archive.ts";
import { openLayout } from "../../../src/registry/files/layout.ts";
import { createSpool } from "../../../src/registry/files/spool.ts";
import type { ImageSource } from "../../../src/registry/source.ts";
import { collect } from "../../support/collect.ts";
import { type BuiltImage, digestOf, image, layer, plainLayer } from "../../support/image.ts";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";

const signal = new AbortController().signal;
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
type Files = Readonly<Record<string, Uint8Array | { readonly link: string }>>;

const tar = async (files: Files): Promise<Buffer> => {
  const archive = pack();
  for (const [name, content] of Object.entries(files))
    if ("link" in content) archive.entry({ name, type: "symlink", linkname: content.link });
    else archive.entry({ name, size: content.length }, Buffer.from(content));
  archive.finalize();
  return buffer(archive);
};

const save = (bytes: Uint8Array): string => {
  const path = join(scratch(), "archive.tar");
  writeFileSync(path, bytes);
  return path;
};

const open = async (path: string, ref?: string): Promise<ImageSource> => {
  const source = await openArchive(
    {
      kind: "archive",
      format: "docker-archive",
      path,
      stdin: Readable.from([]),
      ...(ref === undefined ? {} : { ref }),
    },
    signal,
  );
  onTestFinished(async () => source.close());
  return source;
};

/** What a source holds: each image with the text of its layers, read and verified. */
const contents = async (source: ImageSource): Promise<Readonly<Record<string, readonly string[]>>> => {
  const listed = await collect(source.images(signal));
  const images = listed.flatMap((item) => ("image" in item ? [item.image] : []));
  const read = async (digest: Digest, size: number): Promise<string> =>
    Buffer.concat(
      await collect(source.blob({ registry: source.registry, name: "" }, { digest, size, mediaType: "" }, signal)),
    ).toString("latin1");
  const entries = images.map(async (ref) => {
    const { layers } = await source.manifest(ref, signal);
    const texts = await Promise.all(layers.map(async ({ digest, size }) => read(digest, size)));
    return [
      `${ref.repository.name}:${ref.tag ?? "none"}`,
      texts.map((text) => /content \d/.exec(text)?.[0] ?? "?"),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};
const gaps = async (source: ImageSource): Promise<readonly string[]> =>
  (await collect(source.images(signal))).flatMap((item) => ("gap" in item ? [item.gap.reason] : []));

const text = (number: number) => plainLayer([layer.file("f", `content ${number}`)]);
const blobPath = (digest: Digest): string => `blobs/${digest.replace(":", "/")}`;
const ociFiles = (built: Pick<BuiltImage, "manifests" | "blobs">): Files =>
  Object.fromEntries([
    ...[...built.manifests.values()].map(({ digest, bytes }) => [blobPath(digest), bytes] as const),
    ...[...built.blobs].map(([digest, bytes]) => [blobPath(digest), bytes] as const),
  ]);
const descriptor = (built: Pick<BuiltImage, "manifest">, annotations = {}) => ({
  mediaType: built.manifest.mediaType,
  digest: built.manifest.digest,
  size: built.manifest.bytes.length,
  annotations,
});

describe("docker save", () => {
  it("25.0, whose OCI manifests lack their layers (moby#47065): manifest.json is believed", async () => {
    const hollow = image({ layers: [] });
    const path = save(
      await tar({
        ...ociFiles(hollow),
        "aa/layer.tar": text(1).bytes,
        "index.json": json({ schemaVersion: 2, manifests: [descriptor(hollow)] }),
        "manifest.json": json([
          { Config: blobPath(hollow.config.digest), RepoTags: ["app:1"], Layers: ["aa/layer.tar"] },
        ]),
      }),
    );
    expect(await contents(await open(path))).toMatchObject({ "app:1": ["content 1"] });
  });
});

describe("whatever the wrapping", () => {
  const files = async (): Promise<Buffer> =>
    tar({
      "l.tar": text(1).bytes,
      "c.json": json({}),
      "manifest.json": json([{ Config: "c.json", RepoTags: ["app:1"], Layers: ["l.tar"] }]),
    });

  it("gzip around it is undone", async () => {
    expect(await contents(await open(save(gzipSync(await files()))))).toEqual({ "app:1": ["content 1"] });
  });

  it("stdin is read in pieces of any size", async () => {
    const bytes = await files();
    const pieces = Array.from({ length: Math.ceil(bytes.length / 777) }, (_, at) =>
      bytes.subarray(at * 777, (at + 1) * 777),
    );
    const source = await openArchive(
      { kind: "archive", format: "stdin", path: "-", stdin: Readable.from(pieces) },
      signal,
    );
    expect(await contents(source)).toEqual({ "app:1": ["content 1"] });
    await source.close();
  });

  it("a layer that is missing is an error of that layer", async () => {
    const path = save(
      await tar({
        "c.json": json({}),
        "manifest.json": json([{ Config: "c.json", RepoTags: ["app:1"], Layers: ["gone.tar"] }]),
      }),
    );
    await expect(contents(await open(path))).rejects.toThrow(/it is not in the archive/);
  });

  it("an archive that is cut says so, and serves what came before", async () => {
    const bytes = await tar({
      "manifest.json": json([{ Config: "c.json", RepoTags: ["app:1"], Layers: ["l.tar"] }]),
      "c.json": json({}),
      "l.tar": text(1).bytes,
      "rest.tar": Buffer.alloc(50_000, "r"),
    });
    for (const cut of [bytes.subarray(0, bytes.length - 30_000), gzipSync(bytes).subarray(0, -20)]) {
      const source = await open(save(cut));
      expect(await contents(source)).toEqual({ "app:1": ["content 1"] });
      expect(await gaps(source)).toEqual([expect.stringMatching(/damaged/)]);
    }
  });

  it.each([
    ["no such file", async () => "none.tar"],
    ["text", async () => save(Buffer.from("hello"))],
    ["an empty file", async () => save(Buffer.alloc(0))],
    ["a tar of something else", async () => save(await tar({ a: Buffer.from("b") }))],
    ["a folder", async () => scratch()],
    ["a zstd archive", async () => save(Buffer.from("28b52ffd00000000", "hex"))],
    ["a manifest.json of something else", async () => save(await tar({ "manifest.json": json({ name: "web app" }) }))],
  ])("%s is refused in one line with a hint", async (_name, path) => {
    await expect(path().then(open)).rejects.toMatchObject({ code: "TARGET_INVALID", hint: expect.stringMatching(/./) });
  });

  it("links lead nowhere outside", async () => {
    const path = save(
      await tar({
        "l.tar": { link: "../../../../etc/passwd" },
        "m.tar": { link: "m.tar" },
        "c.json": json({}),
        "manifest.json": json([{ Config: "c.json", Layers: ["l.tar", "m.tar"] }]),
      }),
    );
    await expect(contents(await open(path))).rejects.toThrow(/it is not in the archive/);
  });
});

/** The file behind a descriptor; a spool's ends in `(deleted)`. */
const nameOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
};

describe("a spool", () => {
  it("holds no plain text, has no name, and reads from any place", async () => {
    const text = Buffer.from("a secret that stdin brought ".repeat(40_000));
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("exhume-spool-"));
    const spool = await createSpool(Readable.from([text.subarray(0, 100_001), text.subarray(100_001)]), signal);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("exhume-spool-"))).toEqual(before);
    const spooled = readdirSync("/proc/self/fd")
      .map((fd) => `/proc/self/fd/${fd}`)
      .filter((path) => nameOf(path).includes("exhume-spool-"))
      .map((path) => readFileSync(path));
    expect(spooled.map(({ length }) => length)).toContain(text.length);
    for (const bytes of spooled) expect(/secret|content/.test(bytes.toString("latin1"))).toBe(false);
    for (const [start, end] of [
      [0, 10],
      [1, 33],
      [262_143, 262_200],
      [500_000, 900_001],
      [text.length - 5, text.length],
    ] as const)
      expect(Buffer.concat(await collect(spool.read(start, end))).equals(text.subarray(start, end))).toBe(true);
    await spool.close();
  });
});

describe("an OCI layout on disk", () => {
  const write = (folder: string, files: Files): void => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      if (!("link" in content)) writeFileSync(join(folder, name), content);
    }
  };

  it("lists what its index names, and what was left behind without a name", async () => {
    const folder = scratch();
    const [named, left] = [image({ layers: [text(1)] }), image({ layers: [text(2)] })];
    write(folder, {
      ...ociFiles(named),
      ...ociFiles(left),
      "index.json": json({
        schemaVersion: 2,
        manifests: [descriptor(named, { "org.opencontainers.image.ref.name": "v1" })],
      }),
    });
    expect(await contents(await openLayout({ path: folder }))).toEqual({
      ":v1": ["content 1"],
      ":none": ["content 2"],
    });
    expect(await contents(await openLayout({ path: folder, ref: "v1" }))).toEqual({ ":v1": ["content 1"] });
    await expect(openLayout({ path: folder, ref: "v2" })).rejects.toMatchObject({ hint: "it holds v1" });
  });

  it("with a damaged index still gives its images", async () => {
    const folder = scratch();
    write(folder, { ...ociFiles(image({ layers: [text(1)] })), "index.json": Buffer.from("{ not json") });
    symlinkSync("/nowhere", join(folder, "blobs", "sha256", "0".repeat(64)));
    const source = await openLayout({ path: folder });
    expect(await contents(source)).toEqual({ ":none": ["content 1"] });
    expect(await gaps(source)).toEqual([expect.stringContaining("not a JSON manifest")]);
  });

  it("a blob that was changed is refused", async () => {
    const folder = scratch();
    const built = image({ layers: [text(1)] });
    write(folder, {
      ...ociFiles(built),
      [blobPath(text(1).digest)]: Buffer.from("other"),
      "index.json": json({ schemaVersion: 2, manifests: [descriptor(built)] }),
    });
    await expect(contents(await openLayout({ path: folder }))).rejects.toThrow(/ended at byte|digest/);
  });
});

describe.skipIf(!["umoci", "skopeo"].map(requireTool).every(Boolean))("what skopeo writes", () => {
  it.each(["docker-archive:a.tar:r.example/app:1", "oci-archive:a.tar:v1", "oci:copy:v1"])(
    "%s",
    async (destination) => {
      const cwd = scratch();
      const run = (command: string, ...args: readonly string[]): void =>
        void execFileSync(command, args, { cwd, stdio: "pipe" });
      writeFileSync(join(cwd, "f"), "content 1");
      run("umoci", "init", "--layout", "l");
      run("umoci", "new", "--image", "l:app");
      run("umoci", "insert", "--rootless", "--image", "l:app", "f", "/f");
      run("skopeo", "copy", "oci:l:app", destination);
      const source = destination.startsWith("oci:")
        ? await openLayout({ path: join(cwd, "copy") })
        : await open(join(cwd, "a.tar"));
      const [listed] = await collect(source.images(signal));
      const { layers } = await source.manifest(
        listed !== undefined && "image" in listed ? listed.image : (undefined as never),
        signal,
      );
      expect(layers).toHaveLength(1);
      const bytes = Buffer.concat(
        await collect(source.blob({ registry: source.registry, name: "" }, layers[0]!, signal)),
      );
      expect(digestOf(bytes)).toBe(layers[0]!.digest);
    },
  );
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { openArchive } from "../../../src/registry/files/archive.ts";
import type { ImageSource } from "../../../src/registry/source.ts";
import { collect } from "../../support/collect.ts";
import { type BuiltImage, digestOf, image, layer, plainLayer } from "../../support/image.ts";
import { scratch } from "../../support/scratch.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";

const signal = new AbortController().signal;
const open = async (entries: readonly TarEntry[], ref?: string): Promise<ImageSource> => {
  const path = join(scratch(), "a.tar");
  writeFileSync(path, tarball(entries));
  const stdin = Readable.from([]);
  const source = await openArchive(
    { kind: "archive", format: "docker-archive", path, stdin, ...(ref && { ref }) },
    signal,
  );
  onTestFinished(async () => source.close());
  return source;
};
const list = (...images: readonly object[]): TarEntry => ({ path: "manifest.json", content: JSON.stringify(images) });
const listed = async (source: ImageSource) => {
  const items = await collect(source.images(signal));
  return {
    images: items.flatMap((item) => ("image" in item ? [item.image] : [])),
    gaps: items.flatMap((item) => ("gap" in item ? [item.gap.reason] : [])),
  };
};
/** `name:tag` and the text of each layer, as far as it can be read. */
const shown = async (source: ImageSource) => {
  const { images } = await listed(source);
  const texts = images.map(async (ref) => {
    const { layers } = await source.manifest(ref, signal);
    const read = layers.map(async (blob) => {
      try {
        return Buffer.concat(await collect(source.blob(ref.repository, blob, signal))).toString("latin1");
      } catch (error) {
        return error instanceof Error ? error.name : "";
      }
    });
    return [`${ref.repository.name}:${ref.tag ?? ""}`, await Promise.all(read)] as const;
  });
  return Promise.all(texts);
};
const config: TarEntry = { path: "c.json", content: "{}" };

describe("manifest.json of docker save", () => {
  it("gives the config and the layers by the digests of their bytes, in order", async () => {
    const source = await open([
      { path: "l1.tar", content: "one" },
      { path: "d/l2.tar", content: "two" },
      config,
      list({ Config: "c.json", RepoTags: ["app:1"], Layers: ["l1.tar", "./d/l2.tar"] }),
    ]);
    const [ref] = (await listed(source)).images;
    const manifest = await source.manifest(ref!, signal);
    expect(manifest).toMatchObject({
      role: "image",
      digest: ref!.digest,
      config: { digest: digestOf(Buffer.from("{}")), size: 2 },
      layers: [
        { digest: digestOf(Buffer.from("one")), size: 3 },
        { digest: digestOf(Buffer.from("two")), size: 3 },
      ],
    });
    expect(digestOf(manifest.body)).toBe(ref!.digest);
  });

  it.each<[string, object, readonly unknown[]]>([
    ["no tags", { RepoTags: null, Layers: ["l.tar"] }, [[":", ["one"]]]],
    ["no tags nor layers", {}, [[":", []]]],
    [
      "two tags",
      { RepoTags: ["r.example:5000/app:1", "app:2"], Layers: ["l.tar"] },
      [
        ["r.example:5000/app:1", ["one"]],
        ["app:2", ["one"]],
      ],
    ],
    ["a layer twice", { RepoTags: ["app:1"], Layers: ["l.tar", "l.tar"] }, [["app:1", ["one", "one"]]]],
    [
      "a layer that is missing",
      { RepoTags: ["app:1"], Layers: ["gone.tar", "l.tar"] },
      [["app:1", ["PullError", "one"]]],
    ],
    ["a layer outside", { RepoTags: ["app:1"], Layers: ["../../../etc/passwd"] }, [["app:1", ["PullError"]]]],
  ])("with %s", async (_name, entry, expected) => {
    const source = await open([{ path: "l.tar", content: "one" }, config, list({ Config: "c.json", ...entry })]);
    expect(await shown(source)).toEqual(expected);
  });

  it("is asked for one image by any form of its name", async () => {
    const entries = [
      { path: "l.tar", content: "one" },
      config,
      list(
        { Config: "c.json", RepoTags: ["docker.io/library/app:latest"], Layers: ["l.tar"] },
        { Config: "c.json", RepoTags: ["web:2"], Layers: [] },
      ),
    ];
    for (const ref of ["app", "app:latest", "docker.io/library/app:latest"])
      expect(await shown(await open(entries, ref))).toEqual([["docker.io/library/app:latest", ["one"]]]);
    await expect(open(entries, "web:3")).rejects.toMatchObject({
      code: "TARGET_INVALID",
      hint: "it holds docker.io/library/app:latest, web:2",
    });
  });

  it("believes the bytes before a file that is named after their digest", async () => {
    const fake = { path: `blobs/${digestOf(Buffer.from("one")).replace(":", "/")}`, content: "fake" };
    const source = await open([
      { path: "l.tar", content: "one" },
      config,
      list({ Config: "c.json", Layers: ["l.tar"] }),
      fake,
    ]);
    expect(await shown(source)).toEqual([[":", ["one"]]]);
  });
});

describe("manifest.json beside an OCI layout", () => {
  const app: BuiltImage = image({ layers: [plainLayer([layer.file("f", "app")])] });
  const path = (digest: string): string => `blobs/${digest.replace(":", "/")}`;
  const files = [...[...app.manifests.values()].map(({ digest, bytes }) => [digest, bytes] as const), ...app.blobs].map(
    ([digest, content]) => ({ path: path(digest), content }),
  );
  const index = {
    path: "index.json",
    content: JSON.stringify({
      schemaVersion: 2,
      manifests: [{ ...app.manifest, bytes: undefined, size: app.manifest.bytes.length }],
    }),
  };
  const layers = [...app.blobs.keys()].filter((digest) => digest !== app.config.digest).map(path);

  it("lends the OCI manifest its tags", async () => {
    const entry = { Config: path(app.config.digest), RepoTags: ["app:1"], Layers: layers };
    const { images, gaps } = await listed(await open([...files, index, list(entry)]));
    expect(images.map(({ tag, digest }) => [tag, digest])).toEqual([["1", app.manifest.digest]]);
    expect(gaps).toEqual([]);
  });

  it("adds an image of the same config whose layers are others", async () => {
    const entry = { Config: path(app.config.digest), RepoTags: ["app:1"], Layers: ["l.tar"] };
    const source = await open([...files, index, { path: "l.tar", content: "hidden" }, list(entry)]);
    expect((await shown(source)).at(-1)).toEqual(["app:1", ["hidden"]]);
  });

  it.each([
    ["another JSON", '{"name":"web app"}'],
    ["no JSON", "{"],
    ["an image without a config", '[{"Layers":[]}]'],
  ])("costs only the names when it is %s", async (_name, content) => {
    const { images, gaps } = await listed(await open([...files, index, { path: "manifest.json", content }]));
    expect(images.map(({ digest }) => digest)).toEqual([app.manifest.digest]);
    expect(gaps).toEqual([expect.stringMatching(/its manifest\.json is not that of docker save/)]);
  });
});

describe("stdin", () => {
  it("never says that what an earlier archive held is gone", async () => {
    const bytes = tarball([config, list({ Config: "c.json", RepoTags: ["app:1"], Layers: [] })]);
    const source = await openArchive(
      { kind: "archive", format: "stdin", path: "-", stdin: Readable.from([bytes]) },
      signal,
    );
    onTestFinished(async () => source.close());
    const items = await collect(source.images(signal));
    expect(items.some((item) => "listed" in item)).toBe(false);
    expect(items.filter((item) => "image" in item)).toHaveLength(1);
  });
});

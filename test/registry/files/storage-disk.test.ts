import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src/domain/digest.ts";
import { openStorage } from "../../../src/registry/files/storage.ts";
import { collect } from "../../support/collect.ts";
import { scratch } from "../../support/scratch.ts";

const signal = new AbortController().signal;
const body = Buffer.from(JSON.stringify({ schemaVersion: 2, layers: [], annotations: { a: "b" } }));
const digestBy = (algorithm: string, bytes: Uint8Array): Digest =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;

/** The disk of a registry with these files. */
const disk = (files: Readonly<Record<string, Uint8Array | string>>): string => {
  const folder = scratch();
  mkdirSync(join(folder, "repositories"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
};
const dataPath = (digest: Digest): string => {
  const [algorithm, hex = ""] = digest.split(":");
  return `blobs/${algorithm}/${hex.slice(0, 2)}/${hex}/data`;
};
const revision = (name: string, digest: Digest): string =>
  `repositories/${name}/_manifests/revisions/${digest.replace(":", "/")}/link`;
const current = (name: string, tag: string): string => `repositories/${name}/_manifests/tags/${tag}/current/link`;

const list = async (folder: string) => {
  const listed = await collect((await openStorage({ path: folder })).images(signal));
  return {
    images: listed.flatMap((item) => ("image" in item ? [item.image] : [])),
    gaps: listed.flatMap((item) =>
      "gap" in item
        ? [`${item.gap.scope} ${item.gap.subject.replace(/.*?:.*?exhume-test-[^/]*\/?/, "")}: ${item.gap.reason}`]
        : [],
    ),
    exhaustive: listed.flatMap((item) => ("listed" in item ? [item.listed.exhaustive] : [])),
  };
};

const digest = digestBy("sha256", body);

const layerLink = (name: string, of: Digest): string => `repositories/${name}/_layers/${of.replace(":", "/")}/link`;

describe("the disk of a registry", () => {
  it("a blob that no manifest names is told while it is served, and how to read it", async () => {
    const layer = Buffer.from("layer");
    const [kept, orphan, collected] = ["layer", "orphan", "gone"].map((text) => digestBy("sha256", Buffer.from(text)));
    const manifest = Buffer.from(
      JSON.stringify({ schemaVersion: 2, layers: [{ mediaType: "a", digest: kept, size: layer.length }] }),
    );
    const own = digestBy("sha256", manifest);
    const { gaps, exhaustive } = await list(
      disk({
        [revision("a", own)]: own,
        [dataPath(own)]: manifest,
        [dataPath(kept!)]: layer,
        [dataPath(orphan!)]: "orphan",
        ...Object.fromEntries([kept, orphan, collected].map((of) => [layerLink("a", of!), of!])),
      }),
    );
    expect(gaps).toEqual([
      `repository a: 1 blob that no manifest names is still served by digest and is not read: exhume scan reads it: ${dataPath(orphan!)}`,
    ]);
    expect(exhaustive).toEqual([true]);
  });

  it("nested names are all listed", async () => {
    const { images, gaps, exhaustive } = await list(
      disk({ [revision("a", digest)]: digest, [revision("a/b/c", digest)]: digest }),
    );
    expect(images.map(({ repository }) => repository.name)).toEqual(["a", "a/b/c"]);
    expect([gaps, exhaustive]).toEqual([[], [true, true]]);
  });

  it("a folder that is no repository name is a gap", async () => {
    const { images, gaps } = await list(
      disk({ [revision("Team/App", digest)]: digest, [revision("ok", digest)]: digest }),
    );
    expect(images.map(({ repository }) => repository.name)).toEqual(["ok"]);
    expect(gaps).toEqual([expect.stringMatching(/^repository Team\/App: .*no repository name/)]);
  });

  it.each([
    ["an empty link", ""],
    ["a link of junk", "junk"],
    ["a link that is far too long", "x".repeat(10_000)],
    ["another digest", `sha256:${"1".repeat(64)}`],
  ])("%s is a gap with its path, and its revision is still looked for", async (_name, link) => {
    const { images, gaps, exhaustive } = await list(
      disk({ [revision("app", digest)]: link, [current("app", "v1")]: digest }),
    );
    expect(images.map((image) => image.digest)).toEqual([digest]);
    expect(gaps).toEqual([expect.stringContaining(`manifest app: reading ${revision("app", digest)}: `)]);
    expect(exhaustive).toEqual([false]);
  });

  it("a damaged link of what a tag pointed at is a gap", async () => {
    const path = `repositories/app/_manifests/tags/v1/index/${digest.replace(":", "/")}/link`;
    const { images, gaps } = await list(disk({ [path]: "", [current("app", "v1")]: digest }));
    expect(images).toHaveLength(1);
    expect(gaps).toEqual([`manifest app:v1: reading ${path}: it is empty or damaged`]);
  });

  it("links to elsewhere are not followed, and are said", async () => {
    const outside = disk({ [revision("app", digest)]: digest, data: "outside" });
    const folder = disk({ [current("app", "v1")]: digest });
    symlinkSync(join(outside, "repositories/app"), join(folder, "repositories/linked"));
    mkdirSync(dirname(join(folder, dataPath(digest))), { recursive: true });
    symlinkSync(join(outside, "data"), join(folder, dataPath(digest)));
    const { images, gaps } = await list(folder);
    expect(images.map(({ repository }) => repository.name)).toEqual(["app"]);
    expect(gaps).toEqual([expect.stringContaining("repositories/linked: a symbolic link is not followed")]);
    const source = await openStorage({ path: folder });
    await expect(source.manifest(images[0]!, signal)).rejects.toMatchObject({
      name: "PullError",
      message: expect.stringContaining("leads out of the folder"),
    });
  });

  it("a folder in the place of a file is an error of that item", async () => {
    const folder = disk({ [`${current("app", "v1")}/x`]: "", [`${dataPath(digest)}/x`]: "" });
    expect((await list(folder)).gaps).toEqual([expect.stringContaining("it is no file")]);
    const source = await openStorage({ path: folder });
    const repository = { registry: source.registry, name: "app" };
    await expect(source.manifest({ repository, digest }, signal)).rejects.toMatchObject({ name: "PullError" });
  });

  it("a tag alone, and a sha512 digest, give their manifest", async () => {
    const long = digestBy("sha512", body);
    const source = await openStorage({ path: disk({ [current("app", "v1")]: long, [dataPath(long)]: body }) });
    const repository = { registry: source.registry, name: "app" };
    expect(await source.digestOf({ repository, tag: "v1" }, signal)).toBe(long);
    expect((await source.manifest({ repository, tag: "v1" }, signal)).digest).toBe(long);
    await expect(source.manifest({ repository, tag: "v2" }, signal)).rejects.toMatchObject({ absent: true });
  });

  it("bytes that were altered under a sha512 digest are refused", async () => {
    const long = digestBy("sha512", body);
    const altered = Buffer.from(body.toString().replace('"b"', '"c"'));
    const source = await openStorage({ path: disk({ [dataPath(long)]: altered }) });
    const ref = { repository: { registry: source.registry, name: "app" }, digest: long };
    await expect(source.manifest(ref, signal)).rejects.toThrow(/another manifest/);
  });

  it("stops with the signal", async () => {
    const source = await openStorage({ path: disk({ [revision("app", digest)]: digest, [dataPath(digest)]: body }) });
    const stopped = AbortSignal.abort();
    const repository = { registry: source.registry, name: "app" };
    await expect(collect(source.images(stopped))).rejects.toMatchObject({ name: "AbortError" });
    await expect(source.manifest({ repository, digest }, stopped)).rejects.toMatchObject({ name: "AbortError" });
    const blob = { digest, size: body.length, mediaType: "" };
    await expect(collect(source.blob(repository, blob, stopped))).rejects.toMatchObject({ name: "AbortError" });
  });
});

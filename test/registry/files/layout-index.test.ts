import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { openArchive } from "../../../src/registry/files/archive.ts";
import { openLayout } from "../../../src/registry/files/layout.ts";
import type { ImageSource } from "../../../src/registry/source.ts";
import { collect } from "../../support/collect.ts";
import { type BuiltImage, type BuiltIndex, image, index, layer, plainLayer } from "../../support/image.ts";
import { scratch } from "../../support/scratch.ts";
import { type TarEntry, tarball, tarEntry } from "../../support/tar.ts";

const signal = new AbortController().signal;
const NAME = "org.opencontainers.image.ref.name";
const WHOLE_NAME = "io.containerd.image.name";
type File = TarEntry & { readonly content: string | Uint8Array };

const built = (text: string): BuiltImage => image({ layers: [plainLayer([layer.file("f", text)])] });
const [app, web] = [built("app"), built("web")];
const filesOf = ({ manifests, blobs }: BuiltIndex): readonly File[] =>
  [...[...manifests.values()].map(({ digest, bytes }) => [digest, bytes] as const), ...blobs].map(
    ([digest, content]) => ({ path: `blobs/${digest.replace(":", "/")}`, content }),
  );
const named = ({ manifest }: BuiltIndex, annotations: Readonly<Record<string, string>> = {}) => ({
  mediaType: manifest.mediaType,
  digest: manifest.digest,
  size: manifest.bytes.length,
  annotations,
});
const indexOf = (...manifests: readonly object[]): File => ({
  path: "index.json",
  content: JSON.stringify({ schemaVersion: 2, manifests }),
});

const onDisk = (files: readonly File[]): string => {
  const folder = scratch();
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
};
const inArchive = (bytes: Uint8Array): string => {
  const path = join(scratch(), "a.tar");
  writeFileSync(path, bytes);
  return path;
};
const archive = async (bytes: Uint8Array, ref?: string): Promise<ImageSource> =>
  openArchive(
    { kind: "archive", format: "oci-archive", path: inArchive(bytes), stdin: Readable.from([]), ...(ref && { ref }) },
    signal,
  );
/** The same layout, as a folder and as an archive. */
const FORMS: readonly [string, (files: readonly File[], ref?: string) => Promise<ImageSource>][] = [
  ["in a folder", async (files, ref) => openLayout({ path: onDisk(files), ...(ref && { ref }) })],
  ["in an archive", async (files, ref) => archive(tarball(files), ref)],
];

const listing = async (source: ImageSource) => {
  onTestFinished(async () => source.close());
  const listed = await collect(source.images(signal));
  return {
    images: listed.flatMap((item) =>
      "image" in item
        ? [[`${item.image.repository.name}:${item.image.tag ?? ""}`, nick(item.image.digest)] as const]
        : [],
    ),
    gaps: listed.flatMap((item) => ("gap" in item ? [item.gap.reason] : [])),
    whole: listed.some((item) => "listed" in item),
  };
};
const nick = (digest: string | undefined): string | undefined =>
  digest === app.manifest.digest ? "app" : digest === web.manifest.digest ? "web" : digest;

describe.each(FORMS)("an OCI layout %s", (_form, open) => {
  it.each<[string, readonly File[], readonly (readonly [string, string])[]]>([
    ["no images", [indexOf()], []],
    ["a tag", [...filesOf(app), indexOf(named(app, { [NAME]: "v1" }))], [[":v1", "app"]]],
    [
      "a whole name",
      [...filesOf(app), indexOf(named(app, { [NAME]: "r.example:5000/app:1" }))],
      [["r.example:5000/app:1", "app"]],
    ],
    [
      "containerd's name before the tag",
      [...filesOf(app), indexOf(named(app, { [NAME]: "1", [WHOLE_NAME]: "r.example/app:1" }))],
      [["r.example/app:1", "app"]],
    ],
    [
      "an image saved by digest",
      [...filesOf(app), indexOf(named(app, { [WHOLE_NAME]: `r.example/app@sha256:${"a".repeat(64)}` }))],
      [["r.example/app:", "app"]],
    ],
    ["an empty name", [...filesOf(app), indexOf(named(app, { [NAME]: "" }))], [[":", "app"]]],
    [
      "two names of one image",
      [...filesOf(app), indexOf(named(app, { [NAME]: "a" }), named(app, { [NAME]: "b" }))],
      [
        [":a", "app"],
        [":b", "app"],
      ],
    ],
    [
      "an image that was untagged",
      [...filesOf(app), ...filesOf(web), indexOf(named(app, { [NAME]: "v1" }))],
      [
        [":v1", "app"],
        [":", "web"],
      ],
    ],
  ])("with %s", async (_name, files, images) => {
    expect(await listing(await open(files))).toEqual({ images, gaps: [], whole: images.length > 0 });
  });

  it("names the index once, and what it leads to not at all", async () => {
    const both = index([app, web]);
    const { images } = await listing(await open([...filesOf(both), indexOf(named(both, { [NAME]: "v1" }))]));
    expect(images).toEqual([[":v1", both.manifest.digest]]);
  });

  it("gives the image that is asked for, by any of its names or its digest", async () => {
    const files = [
      ...filesOf(app),
      ...filesOf(web),
      indexOf(named(app, { [NAME]: "1", [WHOLE_NAME]: "docker.io/library/app:1" }), named(web, { [NAME]: "web" })),
    ];
    for (const ref of ["1", "docker.io/library/app:1", "app:1", app.manifest.digest, `@${app.manifest.digest}`])
      expect((await listing(await open(files, ref))).images).toEqual([["docker.io/library/app:1", "app"]]);
    await expect(open(files, "app:2")).rejects.toMatchObject({
      code: "TARGET_INVALID",
      hint: "it holds docker.io/library/app:1, web",
    });
  });

  it.each<[string, readonly File[]]>([
    ["no index", []],
    ["an index that is no JSON", [{ path: "index.json", content: "{" }]],
    ["an index that is another JSON", [{ path: "index.json", content: "[1]" }]],
    ["an index with a bad digest", [indexOf({ digest: "sha256:x", size: 1 })]],
    ["an index of 5 MiB", [{ path: "index.json", content: `{}${" ".repeat(5 * 1024 * 1024)}` }]],
  ])("with %s still gives its images, and says what is lost", async (_name, files) => {
    expect(await listing(await open([...filesOf(app), ...files]))).toEqual({
      images: [[":", "app"]],
      gaps: [expect.stringMatching(/index\.json|descriptor/)],
      whole: false,
    });
  });

  it("with one bad entry keeps the names of the others", async () => {
    const files = [...filesOf(app), indexOf({ digest: "sha256:x", size: 1 }, named(app, { [NAME]: "v1" }))];
    expect(await listing(await open(files))).toMatchObject({
      images: [[":v1", "app"]],
      gaps: [expect.stringMatching(/index\.json: .*without a valid digest.*: 1$/)],
    });
  });

  it("with a manifest that is missing names it, and reading it fails as absent", async () => {
    const source = await open([indexOf(named(app, { [NAME]: "v1" }))]);
    expect((await listing(source)).images).toEqual([[":v1", "app"]]);
    const ref = { repository: { registry: source.registry, name: "" }, digest: app.manifest.digest };
    await expect(source.manifest(ref, signal)).rejects.toMatchObject({ name: "PullError", absent: true });
  });

  it("with a blob of other bytes refuses them", async () => {
    const [digest = "", bytes = Buffer.alloc(0)] = [...app.blobs][1] ?? [];
    const path = `blobs/${digest.replace(":", "/")}`;
    const files = [
      ...filesOf(app).filter((file) => file.path !== path),
      { path, content: Buffer.alloc(bytes.length, "z") },
    ];
    const source = await open([...files, indexOf(named(app))]);
    onTestFinished(async () => source.close());
    const blob = { digest, size: bytes.length, mediaType: "" };
    await expect(collect(source.blob({ registry: source.registry, name: "" }, blob, signal))).rejects.toThrow(
      /digest-mismatch/,
    );
  });
});

describe("an archive of a layout", () => {
  it("that is cut before its index gives the images that are whole", async () => {
    const whole = Buffer.concat([...filesOf(app), ...filesOf(web)].map(tarEntry));
    const lost = tarEntry({ path: "blobs/sha256/rest", content: Buffer.alloc(5000) }).subarray(0, 2000);
    const { images, gaps, whole: listed } = await listing(await archive(Buffer.concat([whole, lost])));
    expect(images).toEqual([
      [":", "app"],
      [":", "web"],
    ]);
    expect(gaps).toEqual([expect.stringMatching(/no index\.json/), expect.stringMatching(/damaged/)]);
    expect(listed).toBe(false);
  });
});

describe("a folder that is no layout", () => {
  it.each([
    ["not there", () => join(scratch(), "none")],
    ["empty", () => scratch()],
    ["a file", () => inArchive(Buffer.from("text"))],
  ])("%s is refused", async (_name, path) => {
    await expect(openLayout({ path: path() })).rejects.toMatchObject({
      name: "UserError",
      code: "TARGET_INVALID",
      hint: expect.stringContaining("index.json"),
    });
  });
});

import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { type Deb, installDebs } from "../support/installed.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import type { TarEntry } from "../support/tar.ts";
import { requireTool } from "../support/tools.ts";
import { zipFile } from "../support/zip.ts";

let registry: TestRegistry;
let cases: TestCase[] = [];
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  await registry.close();
  for (const each of cases) each.remove();
  cases = [];
});

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
const DEBIAN = "Debian Test Maintainers <test@lists.debian.org>";
const deb = (parts: Partial<Deb> = {}): Deb => ({
  name: "test-tool",
  maintainer: DEBIAN,
  files: { "usr/share/test-tool/vectors.txt": `token: ${token(1)}\n` },
  ...parts,
});
const isManifest = ({ path }: TarEntry): boolean => path.startsWith("var/lib/dpkg/");

/** Pushes one image per list of layers, audits them, and gives the report. */
const modelOf = async (images: readonly (readonly (readonly TarEntry[])[])[], flags: object = {}) => {
  const investigation = createTestCase({ ...flags });
  cases.push(investigation);
  const name = `team/app${cases.length}`;
  for (const [at, layers] of images.entries())
    registry.push(name, image({ layers: layers.map(gzipLayer) }), { tags: [`${at}`] });
  await investigation.audit(`${registry.host}/${name}`);
  return (await investigation.report()).model;
};
const reportOf = async (...input: Parameters<typeof modelOf>) => {
  const { totals, secrets } = await modelOf(...input);
  return {
    hidden: totals.hidden.vendored,
    told: secrets
      .flatMap(({ occurrences }) => occurrences)
      .map(({ path, provenance, provenanceReason }) => [path, provenance, provenanceReason]),
  };
};
const occurrencesOf = async (...input: Parameters<typeof modelOf>) =>
  (await modelOf(...input)).secrets.flatMap(({ occurrences }) => occurrences);
const ALL = { includeVendored: true };
const PATH = "usr/share/test-tool/vectors.txt";

describe.skipIf(!requireTool("dpkg-deb"))("a file of a Debian package", () => {
  it("is out of the report, but counted; it is told when it is asked for", async () => {
    const layers = [installDebs(deb())];
    expect(await reportOf([layers])).toEqual({ hidden: 1, told: [] });
    expect(await reportOf([layers], ALL)).toEqual({
      hidden: 0,
      told: [[PATH, "vendored", "equals the file of the Debian package test-tool 1.2-3"]],
    });
  });

  it("is one whichever layer the manifest stands in, also that of another image", async () => {
    const entries = installDebs(deb());
    const files = entries.filter((entry) => !isManifest(entry));
    const manifests = entries.filter(isManifest);
    for (const images of [[[files, manifests]], [[manifests, files]], [[files], [manifests]]])
      expect(await reportOf(images)).toEqual({ hidden: 1, told: [] });
  });

  it("is the owner's when it was changed, moved, or stands in a package of a company", async () => {
    const entries = installDebs(deb());
    const change = (path: string, to: Partial<TarEntry>) => [
      entries.map((entry) => (entry.path === path ? { ...entry, ...to } : entry)),
    ];
    const told = [[PATH, "application", undefined]];
    expect(await reportOf([change(PATH, { content: `token: ${token(1)} \n` })])).toEqual({ hidden: 0, told });
    expect(await reportOf([change(PATH, { path: "opt/vectors.txt" })])).toEqual({
      hidden: 0,
      told: [["opt/vectors.txt", "application", undefined]],
    });
    const own = installDebs(deb({ maintainer: "Acme Platform Team <platform@acme.example>" }));
    expect(await reportOf([[own]])).toEqual({ hidden: 0, told });
  });

  it("is known where lib and bin are links into usr, as a conffile, and inside of a container", async () => {
    const entries = installDebs(
      deb({
        files: {
          "lib/test-tool/a.txt": `token: ${token(1)}\n`,
          "etc/test-tool.conf": `token: ${token(2)}\n`,
          "usr/lib/test-tool/b.jar": zipFile([{ path: "b.properties", content: `token: ${token(3)}\n` }]),
        },
      }),
    ).map((entry) => ({ ...entry, path: entry.path.replace(/^lib\//, "usr/lib/") }));
    const { told } = await reportOf([[entries]], ALL);
    expect(told.map(([path, provenance]) => [path, provenance]).sort()).toEqual([
      ["etc/test-tool.conf", "vendored"],
      ["usr/lib/test-tool/a.txt", "vendored"],
      ["usr/lib/test-tool/b.jar!/b.properties", "vendored"],
    ]);
  });

  it("is known by its own name only when it has two", async () => {
    const entries = [...installDebs(deb()), layer.hardlink("srv/copy.txt", PATH)];
    expect(await reportOf([[entries]])).toEqual({ hidden: 0, told: [["srv/copy.txt", "application", undefined]] });
  });

  it("is told of with the places that are not in it", async () => {
    const entries = [...installDebs(deb()), layer.file("app/.env", `TOKEN=${token(1)}\n`)];
    expect(await reportOf([[entries]])).toEqual({ hidden: 0, told: [["app/.env", "application", undefined]] });
  });
});

describe("a file of an Alpine package", () => {
  const content = `token: ${token(4)}\n`;
  const installed = (maintainer: string, sum: string): TarEntry =>
    layer.file(
      "lib/apk/db/installed",
      `C:Q1x\nP:test-tool\nV:1.2-r3\nm:${maintainer}\nF:usr/share/test-tool\nR:other\nZ:Q1x\nR:vectors.txt\na:0:0:644\nZ:${sum}\n\n`,
    );
  const sha1 = (text: string): string => `Q1${createHash("sha1").update(text).digest("base64")}`;
  const file = layer.file(PATH, content);

  it("is vendored when its SHA-1 is the listed one, and the package is Alpine's", async () => {
    const alpine = "Test Maintainer <test@alpinelinux.org>";
    const equals = "equals the file of the Alpine package test-tool 1.2-r3";
    expect(await reportOf([[[installed(alpine, sha1(content)), file]]], ALL)).toEqual({
      hidden: 0,
      told: [[PATH, "vendored", equals]],
    });
    const told = [[PATH, "application", undefined]];
    expect(await reportOf([[[installed(alpine, sha1("x")), file]]], ALL)).toEqual({ hidden: 0, told });
    expect(await reportOf([[[installed("Acme <dev@acme.example>", sha1(content)), file]]])).toEqual({
      hidden: 0,
      told,
    });
  });
});

describe("a system without dpkg", () => {
  const content = `token: ${token(5)}\n`;
  const sum = createHash("md5").update(content).digest("hex");

  it("has a file for each package, as distroless has", async () => {
    const layers = [
      [
        layer.file("var/lib/dpkg/status.d/tool", `Package: tool\nVersion: 1.2\nMaintainer: ${DEBIAN}\n`),
        layer.file("var/lib/dpkg/status.d/tool.md5sums", `${sum}  ./${PATH}\n`),
        layer.file(PATH, content),
      ],
    ];
    expect(await reportOf([layers])).toEqual({ hidden: 1, told: [] });
  });

  it("has no manifest: what only a name speaks for is not sure in its folders", async () => {
    const weak = [layer.file("usr/lib/acme/app.conf", `password = ${expand("<password>", 6)}\n`)];
    const known = [layer.file("lib/apk/db/installed", ALPINE)];
    const confidences = async (layers: readonly (readonly TarEntry[])[]) =>
      (await occurrencesOf([layers])).map(({ confidence, provenanceReason }) => [confidence, provenanceReason]);
    expect(await confidences([weak])).toEqual([
      ["low", "in a folder of the system, in an image without a manifest of its packages"],
    ]);
    expect(await confidences([known, weak])).toEqual([[expect.stringMatching(/medium|high/), undefined]]);
  });
});

const ALPINE = `P:tool\nV:1\nm:T <t@alpinelinux.org>\nF:bin\nR:x\nZ:Q1${createHash("sha1").update("x").digest("base64")}\n`;

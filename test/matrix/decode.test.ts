import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gzipLayer, layer, plainLayer, zstdLayer } from "../support/image.ts";
import { bytes as randomBytes, seeded } from "../support/random.ts";
import { scratch } from "../support/scratch.ts";
import { tarball, tarEntry } from "../support/tar.ts";
import { requireTool } from "../support/tools.ts";
import { zstdFrame, zstdSkippable, zstdWindow, zstdZeros } from "../support/zstd.ts";
import { auditLayers, openCase, shownBy, stored, token } from "./audit-layers.ts";

/** Random, so that it does not shrink; it has no token. */
const noise = (name: string, length: number): Buffer => randomBytes(seeded(name), length);
const env = (seed: number) => layer.file("app/.env", `GITHUB_TOKEN=${token(seed)}\n`);
const LIVE = { verdict: "complete", secrets: ["app/.env live"], losses: [] };
const run = (command: string, args: readonly string[], input?: Uint8Array): Buffer =>
  execFileSync(command, args, { stdio: ["pipe", "pipe", "pipe"], maxBuffer: 1e9, ...(input && { input }) });

describe("Decode", () => {
  it("gzip", async () => {
    const folder = scratch();
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/.env"), `GITHUB_TOKEN=${token(1)}\n`);
    writeFileSync(join(folder, "app/data"), noise("gzip", 300_000));
    expect(await auditLayers(stored(run("tar", ["-cz", "-C", folder, "app"])))).toEqual(LIVE);
  });

  it("multi-member", async () => {
    const tar = tarball([env(2), layer.file("app/data", noise("members", 300_000)), layer.file("app/two", token(3))]);
    const inToken = 512 + 20;
    const members = [tar.subarray(0, inToken), tar.subarray(inToken, 200_000), tar.subarray(200_000)];
    expect(await auditLayers(stored(Buffer.concat(members.map((part) => gzipSync(part)))))).toEqual({
      ...LIVE,
      secrets: ["app/.env live", "app/two live"],
    });
  });

  it("eStargz", async () => {
    const toc = { version: 1, entries: [{ name: "app/.env", type: "reg", xattrs: { "user.note": token(5) } }] };
    const entries = [env(4), { path: "stargz.index.json", content: JSON.stringify(toc) }];
    const members = [...entries.map(tarEntry), Buffer.alloc(1024)].map((part) => gzipSync(part));
    expect(await auditLayers(stored(Buffer.concat([...members, stargzFooter(1234)])))).toEqual({
      ...LIVE,
      secrets: ["app/.env live", "stargz.index.json live"],
    });
  });

  it("zero pad", async () => {
    const padded = stored(Buffer.concat([gzipLayer([env(6)]).bytes, Buffer.alloc(9999)]));
    expect(await auditLayers(padded)).toEqual(LIVE);
    const hidden = gzipSync(tarball([layer.file("app/hidden", token(7))]));
    const shown = await auditLayers(stored(Buffer.concat([padded.bytes, hidden])));
    expect(shown.secrets).toEqual(["app/.env live", "app/hidden live"]);
    expect(shown.losses).toEqual([expect.stringMatching(/^partial a gzip member behind zero padding/)]);
  });

  it("trailing junk", async () => {
    const shown = await auditLayers(stored(Buffer.concat([gzipLayer([env(8)]).bytes, Buffer.from(`x ${token(9)}`)])));
    expect(shown.secrets).toEqual(["<data outside of the compressed stream> live", "app/.env live"]);
    expect(shown.losses).toEqual([expect.stringMatching(/^partial data after the end of the gzip stream/)]);
  });

  it("truncated", async () => {
    const whole = gzipLayer([env(10), layer.file("app/data", noise("truncated", 300_000))]).bytes;
    const shown = await auditLayers(stored(whole.subarray(0, 200_000)));
    expect(shown).toMatchObject({ verdict: "incomplete", secrets: ["app/.env live"] });
    expect(shown.losses).toContainEqual(expect.stringMatching(/^partial the gzip stream ends early/));
  });

  it("bad CRC", async () => {
    const bytes = Buffer.from(gzipLayer([env(11)]).bytes);
    const at = bytes.length - 8;
    bytes.writeUInt32LE((bytes.readUInt32LE(at) ^ 1) >>> 0, at);
    const shown = await auditLayers(stored(bytes));
    expect(shown.secrets).toEqual(["app/.env live"]);
    expect(shown.losses).toEqual([expect.stringMatching(/^partial the checksum of the gzip stream .* is wrong/)]);
  });

  it("uncompressed", async () => {
    expect(await auditLayers(plainLayer([env(12)]))).toEqual(LIVE);
  });

  it.skipIf(!requireTool("zstd"))("zstd", async () => {
    const tar = tarball([
      env(13),
      layer.file("app/data", noise("zstd", 300_000)),
      layer.file("app/zeros", Buffer.alloc(3_000_000)),
    ]);
    const compressed = (...level: readonly string[]) => stored(run("zstd", [...level, "-c"], tar), "zstd");
    for (const level of [["-1"], ["-19"], ["--ultra", "-21"]])
      expect(await auditLayers(compressed(...level))).toEqual(LIVE);
    const widest = await auditLayers(compressed("--ultra", "-22", "--long=27"));
    if ("createZstdDecompress" in zlib) expect(widest).toEqual(LIVE);
    else expect(widest.losses).toEqual([expect.stringContaining("it takes Node.js 22.15 or later to unpack it")]);
  });

  it.skipIf(!requireTool("buildah"))("zstd:chunked", async () => {
    const folder = scratch();
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/.env"), `GITHUB_TOKEN=${token(14)}\n`);
    writeFileSync(join(folder, "app/data"), noise("chunked", 300_000));
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY app /app\n");
    const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
    run("buildah", ["bud", ...store, "--isolation", "chroot", "-t", "localhost/app", folder]);
    run("buildah", [
      "push",
      ...store,
      "--compression-format",
      "zstd:chunked",
      "localhost/app",
      `oci:${folder}/image:1`,
    ]);
    expect(chunkedLayers(join(folder, "image"))).toBe(1);
    const opened = openCase();
    await opened.audit(`oci:${folder}/image`);
    expect(await shownBy(opened)).toEqual(LIVE);
  });

  it("skippable first", async () => {
    const packed = zstdLayer([env(15)]).bytes;
    const first = stored(Buffer.concat([zstdSkippable(Buffer.from(`note ${token(16)}`)), packed]), "zstd");
    expect(await auditLayers(first)).toEqual({
      ...LIVE,
      secrets: ["<data outside of the compressed stream> live", "app/.env live"],
    });
  });

  it("huge window", async () => {
    const shown = await auditLayers(gzipLayer([env(17)]), stored(zstdWindow(41), "zstd"));
    expect(shown.secrets).toEqual(["app/.env live"]);
    expect(shown.losses).toEqual([
      expect.stringMatching(/^partial zstd window of 2199023255552 bytes is over the limit/),
    ]);
  });

  it("bz2/xz/plain text = opaque scan", async () => {
    const tar = tarball([env(18)]);
    const shown = await auditLayers(
      ...["bzip2", "xz"].map((program) => stored(run(program, ["-c"], tar))),
      stored(Buffer.from(`no tar at all\nGITHUB_TOKEN=${token(19)}\n`)),
    );
    expect(shown.secrets).toEqual(["!/app/.env live", "!/app/.env live", "the blob as it is live"]);
    expect(shown.losses).toEqual([
      "partial compressed with bzip2: what it deletes or overwrites of other layers is not told",
      "partial compressed with xz: what it deletes or overwrites of other layers is not told",
    ]);
  });

  it("bomb", async () => {
    const bomb = Buffer.concat([zstdFrame(tarEntry({ path: "z", size: "40000000000\0" })), zstdZeros(300)]);
    const shown = await auditLayers(gzipLayer([env(20)]), stored(bomb, "zstd"));
    expect(shown.secrets).toEqual(["app/.env live"]);
    expect(shown.losses[0]).toMatch(/^partial unpacks to more than 2000 times its size: the rest is not scanned/);
  });

  it("wrong media type", async () => {
    const layers = [gzipLayer, zstdLayer, plainLayer].map((make, at) => make([layer.file(`k${at}`, token(21 + at))]));
    for (const compression of ["gzip", "zstd", "none"] as const)
      expect(await auditLayers(...layers.map(({ bytes }) => stored(bytes, compression)))).toEqual({
        ...LIVE,
        secrets: ["k0 live", "k1 live", "k2 live"],
      });
  });
});

/** Layers whose manifest says that they are zstd:chunked. */
const chunkedLayers = (folder: string): number => {
  const json = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const [{ digest }] = json("index.json").manifests;
  const { layers } = json(`blobs/${digest.replace(":", "/")}`) as {
    layers: { annotations?: Record<string, string> }[];
  };
  return layers.filter(({ annotations = {} }) =>
    Object.keys(annotations).some((key) => key.startsWith("io.containers.zstd-chunked.manifest-")),
  ).length;
};

/** Empty gzip member whose extra field says where the table of contents starts (stargz-snapshotter, docs/estargz.md). */
const stargzFooter = (tocOffset: number): Buffer => {
  const payload = Buffer.from(`${tocOffset.toString(16).padStart(16, "0")}STARGZ`);
  const subfield = Buffer.concat([Buffer.from("SG"), Buffer.from([payload.length, 0]), payload]);
  const header = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, subfield.length, 0]);
  return Buffer.concat([header, subfield, Buffer.from([1, 0, 0, 0xff, 0xff]), Buffer.alloc(8)]);
};

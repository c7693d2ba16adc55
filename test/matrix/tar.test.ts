import { execFileSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import { readPathSets } from "../../src/domain/path-sets.ts";
import { LAYER_LIMITS } from "../../src/layer/limits.ts";
import { scanLayer } from "../../src/layer/scan-layer.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { gzipLayer, layer, plainLayer } from "../support/image.ts";
import { bytes as randomBytes, seeded } from "../support/random.ts";
import { scratch } from "../support/scratch.ts";
import { padding, paxEntry, sealHeader, tarEntry, tarHeader } from "../support/tar.ts";
import { requireTool } from "../support/tools.ts";
import { auditLayers, openCase, shownBy, stored, token } from "./audit-layers.ts";

const signal = new AbortController().signal;
const END = Buffer.alloc(1024);
const audited = async (...parts: readonly Uint8Array[]) => auditLayers(stored(gzipSync(Buffer.concat(parts))));
const complete = (...secrets: readonly string[]) => ({ verdict: "complete", secrets, losses: [] });
const file = (path: string, seed: number): Buffer => tarEntry({ path, content: `T=${token(seed)}\n` });

describe("Tar", () => {
  it("T10 tar headers", async () => {
    const big = "c".repeat(2 * 1024 * 1024);
    for (const type of "xgLK") {
      const content = type === "x" || type === "g" ? `${big.length + 17} comment=${big}\n` : big;
      const shown = await audited(tarEntry({ path: "h", type, content }), file("after", 1), END);
      expect(shown.secrets).toEqual(["after live"]);
      expect(shown.losses).toEqual([expect.stringMatching(/^partial tar header of \d+ bytes is over the limit/)]);
    }
    for (const size of ["abc", "-1", "9".repeat(40)]) {
      const shown = await audited(paxEntry([["size", size]]), file("after", 2), END);
      expect(shown.secrets).toEqual([expect.stringMatching(/^<unparsed tar data at byte \d+> live$/)]);
      expect(shown.losses).toEqual([expect.stringMatching(/^partial the pax size of a tar entry is no number/)]);
    }
    const directory = tarHeader({ path: "d/", type: "5", size: "00000001000\0" });
    expect(await audited(directory, file("after", 3), END)).toEqual(complete("after live"));
  });

  it("T11 parser differential", async () => {
    for (const type of "123456") {
      const hidden = tarEntry({ path: "hidden", type, content: token(4) });
      const unread = tarHeader({ path: "none", type, size: "00000001000\0" });
      expect(await audited(hidden, file("next", 5), unread, file("last", 6), END)).toEqual(
        complete("hidden live", "last live", "next live"),
      );
    }
    const v7 = tarEntry({ path: "v7", type: "\0", magic: "\0".repeat(8), content: token(7) });
    expect(await audited(v7, oldSparse(token(8)), file("after", 9), END)).toEqual(
      complete("after live", "sparse live", "v7 live"),
    );
    const shown = await audited(file("a", 10), END, Buffer.from(`${"junk ".repeat(200)}${token(11)}`));
    expect(shown.secrets).toEqual([expect.stringMatching(/^<unparsed tar data at byte 2048> live/), "a live"]);
    expect(shown.losses).toEqual([expect.stringMatching(/^partial a block is no tar header: the rest is scanned/)]);
  });

  it("T12 gzip tricks", async () => {
    const hidden = gzipSync(Buffer.concat([file("hidden", 13), END]));
    const tiny = file("tiny", 12);
    const large = Buffer.concat([tiny, tarEntry({ path: "n", content: randomBytes(seeded("T12"), 400_000) })]);
    for (const before of [tiny, large]) {
      const first = gzipSync(before);
      const padded = await auditLayers(stored(Buffer.concat([first, Buffer.alloc(3000), hidden])));
      expect(padded).toMatchObject({ verdict: "incomplete", secrets: ["hidden live", "tiny live"] });
      const junk = await auditLayers(stored(Buffer.concat([first, Buffer.from(token(14))])));
      expect(junk.secrets).toEqual(["<data outside of the compressed stream> live", "tiny live"]);
      expect(junk.verdict).toBe("incomplete");
    }
  });

  it.skipIf(!requireTool("umoci"))("T13 honest but broken", async () => {
    const folder = scratch();
    const umoci = (...args: readonly string[]) => execFileSync("umoci", args, { cwd: folder, stdio: "pipe" });
    writeFileSync(join(folder, "f"), `T=${token(15)}\n`);
    umoci("init", "--layout", "l");
    umoci("new", "--image", "l:app");
    umoci("insert", "--rootless", "--image", "l:app", "f", "/app/.env");
    const opened = openCase();
    await opened.audit(`oci:${folder}/l`);
    expect(await shownBy(opened)).toEqual(complete("app/.env live"));
  });

  it("pax path/utf-8/invalid utf-8", async () => {
    const long = `${"sehr-lang/".repeat(20)}schlüssel-鍵.txt`;
    const broken = tarHeader({ path: "app/?.env", content: token(18) });
    broken[4] = 0xe9;
    const parts = [file(long, 16), paxEntry([["path", "kurz/ä"]]), file("other", 17)];
    const invalid = [sealHeader(broken), Buffer.from(token(18)), padding(token(18).length)];
    expect(await audited(...parts, ...invalid, END)).toEqual(
      complete("app/\uFFFD.env live", "kurz/ä live", `${long} live`),
    );
  });

  it("GNU long names", async () => {
    const folder = scratch();
    const long = `${"directory-with-a-long-name/".repeat(8)}${"file".repeat(20)}`;
    mkdirSync(join(folder, long, ".."), { recursive: true });
    writeFileSync(join(folder, long), `T=${token(19)}\n`);
    for (const format of ["gnu", "oldgnu", "pax"])
      expect(await audited(gnuTar(folder, [`--format=${format}`, long]))).toEqual(complete(`${long} live`));
  });

  it("hardlinks", async () => {
    const linked = gzipLayer([layer.file("srv/first", token(20)), layer.hardlink("srv/second", "srv/first")]);
    expect(await auditLayers(linked, gzipLayer([layer.whiteout("srv/first")]))).toEqual(
      complete("srv/first deleted", "srv/second live"),
    );
  });

  it("whiteouts both kinds and in any order", async () => {
    const base = gzipLayer([layer.file("app/.env", token(21)), layer.file("app/keep", "k")]);
    const anew = layer.file("app/.env", "none");
    const over = [
      { upper: [layer.whiteout("app/.env")], exposure: "deleted" },
      { upper: [layer.whiteout("app")], exposure: "deleted" },
      { upper: [layer.opaque("app")], exposure: "deleted" },
      { upper: [layer.opaque("")], exposure: "deleted" },
      { upper: [layer.whiteout("app/.env"), anew], exposure: "overwritten" },
      { upper: [anew, layer.whiteout("app/.env")], exposure: "overwritten" },
      { upper: [layer.opaque("app"), anew], exposure: "overwritten" },
      { upper: [anew, layer.opaque("app")], exposure: "overwritten" },
      { upper: [layer.file("app", "no folder any more")], exposure: "overwritten" },
      { upper: [layer.whiteout("app/.envrc"), layer.opaque("other")], exposure: "live" },
    ];
    for (const { upper, exposure } of over)
      expect(await auditLayers(base, gzipLayer(upper))).toEqual(complete(`app/.env ${exposure}`));
  });

  it("duplicate paths", async () => {
    const [first, second] = [layer.file("app/.env", `T=${token(22)}`), layer.file("./app/.env", `T=${token(23)}`)];
    expect(await auditLayers(gzipLayer([first, second]))).toEqual(complete("app/.env live", "app/.env overwritten"));
    const kept = [layer.hardlink("app/kept", "app/.env"), layer.hardlink("app/.env", "app/.env")];
    expect(await auditLayers(gzipLayer([first, ...kept]))).toEqual(complete("app/.env live", "app/kept live"));
    expect(await auditLayers(gzipLayer([first, ...kept, second]))).toEqual(
      complete("app/.env live", "app/.env overwritten", "app/kept live"),
    );
    expect(await auditLayers(gzipLayer([first, layer.directory("app/.env")]))).toEqual(
      complete("app/.env overwritten"),
    );
    const long = "d/".repeat(600);
    const far = await auditLayers(gzipLayer([layer.file(`${long}a`, token(22)), layer.file(`${long}b`, token(23))]));
    expect(far.secrets.map((shown) => shown.split(" ").at(-1))).toEqual(["live", "live"]);
    // An upper layer deletes what is left.
    expect(await auditLayers(gzipLayer([first, second]), gzipLayer([layer.whiteout("app")]))).toEqual(
      complete("app/.env deleted", "app/.env overwritten"),
    );
  });

  it("concatenated archives", async () => {
    const folder = scratch();
    for (const [name, seed] of [
      ["a", 24],
      ["b", 25],
    ] as const)
      writeFileSync(join(folder, name), token(seed));
    expect(await audited(gnuTar(folder, ["a"]), gnuTar(folder, ["b"]))).toEqual(complete("a live", "b live"));
  });

  it("1 M entries", async () => {
    const entries = (async function* () {
      for (let block = 0; block < 1000; block++) yield manyHeaders((at) => `f/${block}/${at}`);
      yield file("last", 26);
      yield END;
    })();
    const { findings, skips, paths } = await scanned(entries);
    expect({ found: findings.map(({ document }) => document.path), skips }).toEqual({ found: ["last"], skips: [] });
    const { verdict } = readPathSets(paths!);
    expect(["f/0/0", "f/999/999", "last", "f/1000/0"].map(verdict)).toEqual([
      "overwritten",
      "overwritten",
      "overwritten",
      undefined,
    ]);
  });

  it("file of 5 GiB sparse zeros", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "hole"), "");
    truncateSync(join(folder, "hole"), 5 * 1024 ** 3);
    writeFileSync(join(folder, "hole"), `T=${token(27)}\n`, { flag: "a" });
    writeFileSync(join(folder, "next"), token(28));
    for (const format of ["gnu", "oldgnu", "pax"])
      expect(await audited(gnuTar(folder, ["-S", `--format=${format}`, "hole", "next"]))).toEqual(
        complete("hole live", "next live"),
      );
  });

  it("secret straddling chunk borders", async () => {
    const bytes = plainLayer([layer.file("app/.env", `GITHUB_TOKEN=${token(29)}\n`)]).bytes;
    const scanner = await realScanner();
    for (let cut = 500; cut < 580; cut++) {
      const { findings } = await scanned([bytes.subarray(0, cut), bytes.subarray(cut)], scanner);
      expect(findings.map(({ document, span }) => [document.path, span.start])).toEqual([["app/.env", 13]]);
    }
    const byByte = await scanned(
      Array.from(bytes, (byte) => Buffer.from([byte])),
      scanner,
    );
    expect(byByte.findings).toHaveLength(1);
  });
});

/** 1,000 empty files; a header is made in one microsecond, not in ten. */
const manyHeaders = (name: (at: number) => string): Buffer => {
  const block = Buffer.alloc(1000 * 512);
  const template = tarHeader({ path: "" });
  const sum = Number.parseInt(template.toString("latin1", 148, 154), 8);
  for (let at = 0; at < 1000; at++) {
    const path = name(at);
    let own = sum;
    for (let char = 0; char < path.length; char++) own += path.charCodeAt(char);
    block.set(template, at * 512);
    block.write(path, at * 512, "latin1");
    block.write(own.toString(8).padStart(6, "0"), at * 512 + 148, "latin1");
  }
  return block;
};

const gnuTar = (folder: string, args: readonly string[]): Buffer =>
  execFileSync("tar", ["-c", "-C", folder, ...args], { maxBuffer: 1e8, stdio: "pipe" });

/** Old GNU sparse header whose map goes on in two more blocks. */
const oldSparse = (content: string): Buffer => {
  const header = tarHeader({ path: "sparse", type: "S", content, magic: "ustar  \0" });
  header[482] = 1;
  return Buffer.concat([
    sealHeader(header),
    Buffer.alloc(512, 1),
    Buffer.alloc(512),
    Buffer.from(content),
    padding(content.length),
  ]);
};

const realScanner = async () =>
  createScanner({
    ruleset: compileRuleset(await loadRules([join(import.meta.dirname, "..", "..", "rules")], signal)),
    key: Buffer.alloc(32, 1),
  });

const scanned = async (
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  scanner?: Awaited<ReturnType<typeof realScanner>>,
) => scanLayer(streamed(pieces), { scanner: scanner ?? (await realScanner()), limits: LAYER_LIMITS }, signal);

async function* streamed(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

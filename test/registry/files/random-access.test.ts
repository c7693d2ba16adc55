import { execFileSync, spawn } from "node:child_process";
import { fstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openBytes, type RandomAccess } from "../../../src/registry/files/random-access.ts";
import { collect } from "../../support/collect.ts";
import { scratch } from "../../support/scratch.ts";

const signal = new AbortController().signal;
const text = Buffer.from(Array.from({ length: 60_000 }, (_, at) => `line ${at} of what was sent\n`).join(""));
const none = Readable.from([]);

const save = (bytes: Uint8Array): string => {
  const path = join(scratch(), "archive");
  writeFileSync(path, bytes);
  return path;
};
const open = async (path: string, stdin: AsyncIterable<Uint8Array> = none): Promise<RandomAccess> => {
  const bytes = await openBytes(path, stdin, signal);
  onTestFinished(async () => bytes.close());
  return bytes;
};
const all = async (bytes: RandomAccess): Promise<Buffer> => Buffer.concat(await collect(bytes.read(0, bytes.size)));
const pieces = (bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
  );

describe("bytes that can be read from any place", () => {
  it.each<[string, () => Promise<RandomAccess>]>([
    ["a file", async () => open(save(text))],
    ["a gzip file", async () => open(save(gzipSync(text)))],
    [
      "several gzip members",
      async () => open(save(Buffer.concat([gzipSync(text.subarray(0, 999)), gzipSync(text.subarray(999))]))),
    ],
    [
      "gzip and zeros behind it, as tapes have",
      async () => open(save(Buffer.concat([gzipSync(text), Buffer.alloc(9000)]))),
    ],
    ["stdin", async () => open("-", pieces(text, 4097))],
    ["gzip on stdin", async () => open("-", pieces(gzipSync(text), 4097))],
  ])("%s", async (_name, opened) => {
    const bytes = await opened();
    expect(bytes.size).toBe(text.length);
    expect((await all(bytes)).equals(text)).toBe(true);
    for (const [start, end] of [
      [0, 1],
      [15, 17],
      [16, 32],
      [17, 17],
      [262_143, 262_145],
      [300_000, 700_001],
      [text.length - 1, text.length],
    ] as const)
      expect(Buffer.concat(await collect(bytes.read(start, end))).equals(text.subarray(start, end))).toBe(true);
  });

  it("are told by their first bytes even when these come one by one", async () => {
    expect((await all(await open("-", pieces(gzipSync("small"), 1)))).toString()).toBe("small");
    expect((await all(await open("-", pieces(Buffer.from("abc"), 1)))).toString()).toBe("abc");
    expect((await open("-")).size).toBe(0);
  });

  it("are read by many at a time", async () => {
    const bytes = await open("-", pieces(text, 50_000));
    const starts = Array.from({ length: 50 }, (_, at) => at * 31_337);
    const read = await Promise.all(starts.map(async (start) => collect(bytes.read(start, start + 1000))));
    for (const [at, chunks] of read.entries())
      expect(Buffer.concat(chunks).equals(text.subarray(starts[at]!, starts[at]! + 1000))).toBe(true);
  });

  it("may come from a named pipe", async () => {
    const path = join(scratch(), "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', path]);
    const writer = spawn("sh", ["-c", 'cat > "$0"', path], { stdio: ["pipe", "ignore", "ignore"] });
    writer.stdin.end(text);
    expect((await all(await open(path))).equals(text)).toBe(true);
  });

  it("are kept to where a gzip stream breaks off, and say so", async () => {
    const zipped = gzipSync(text);
    const bytes = await open(save(zipped.subarray(0, zipped.length - 1000)));
    expect(bytes.damage).toMatch(/^Z_/);
    expect(bytes.size).toBeGreaterThan(text.length / 2);
    expect((await all(bytes)).equals(text.subarray(0, bytes.size))).toBe(true);
  });

  it.each<[string, () => string, RegExp]>([
    ["no such file", () => join(scratch(), "none"), /there is no such file/],
    ["a folder", () => scratch(), /it is a folder/],
    ["zstd", () => save(Buffer.from("28b52ffd0000", "hex")), /compressed with zstd/],
    ["xz", () => save(Buffer.from("fd377a585a00", "hex")), /compressed with xz/],
    ["bzip2", () => save(Buffer.from("BZh91AY&SY")), /compressed with bzip2/],
  ])("are refused for %s, with a hint", async (_name, path, message) => {
    await expect(open(path())).rejects.toMatchObject({
      name: "UserError",
      code: "TARGET_INVALID",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
  });

  it("are not waited for after the signal", async () => {
    const stop = new AbortController();
    const stdin = new PassThrough();
    stdin.write(text);
    setTimeout(() => stop.abort(), 20);
    await expect(openBytes("-", stdin, stop.signal)).rejects.toMatchObject({ name: "AbortError" });
    expect(stdin.destroyed).toBe(true);
  });
});

describe("the file that keeps them", () => {
  const spools = (): readonly number[] =>
    readdirSync("/proc/self/fd")
      .map(Number)
      .filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).includes("/exhume-spool-");
        } catch {
          return false;
        }
      });

  it.runIf(process.platform === "linux")(
    "has no name, is ours alone, holds no plain text and goes when closed",
    async () => {
      const before = spools();
      const bytes = await openBytes("-", pieces(gzipSync(text), 1000), signal);
      const [fd = -1, ...others] = spools().filter((each) => !before.includes(each));
      expect(others).toEqual([]);
      expect(fstatSync(fd).nlink).toBe(0);
      expect(fstatSync(fd).mode & 0o777).toBe(0o600);
      const kept = readFileSync(`/proc/self/fd/${fd}`);
      expect(kept.length).toBe(text.length);
      expect(kept.includes("line 1")).toBe(false);
      // A key stream that repeated would show itself: equal text, equal bytes.
      expect(kept.indexOf(kept.subarray(0, 16), 1)).toBe(-1);
      await bytes.close();
      expect(spools()).toEqual(before);
    },
  );

  it.runIf(process.platform === "linux")("goes when its source fails", async () => {
    const before = spools();
    async function* broken() {
      yield text;
      throw new Error("the pipe broke");
    }
    await expect(openBytes("-", broken(), signal)).rejects.toThrow("the pipe broke");
    expect(spools()).toEqual(before);
  });

  it("says where there is no room for it", async () => {
    vi.stubEnv("TMPDIR", join(scratch(), "none"));
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(open("-", pieces(text, 1000))).rejects.toMatchObject({
      code: "SPOOL_FAILED",
      hint: expect.stringContaining("TMPDIR"),
    });
  });
});

import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { RandomAccess } from "../../../src/registry/files/random-access.ts";
import { indexTar, type TarIndex } from "../../../src/registry/files/tar-index.ts";
import { collect } from "../../support/collect.ts";
import { digestOf } from "../../support/image.ts";
import { type TarEntry, tarball, tarEntry } from "../../support/tar.ts";

const signal = new AbortController().signal;
/** In pieces that no block or header ends with. */
const access = (bytes: Uint8Array, piece = 777): RandomAccess => ({
  size: bytes.length,
  read: (start, end) =>
    Readable.from(
      (function* () {
        for (let at = start; at < end; at += piece) yield bytes.subarray(at, Math.min(at + piece, end));
      })(),
    ),
  close: async () => undefined,
});
const index = async (bytes: Uint8Array): Promise<TarIndex> => indexTar(access(bytes), signal);
const read = async (bytes: Uint8Array, { files }: TarIndex): Promise<Readonly<Record<string, string>>> => {
  const entries = [...files].map(async ([name, { start, size, digest }]) => {
    const body = Buffer.concat(await collect(access(bytes).read(start, start + size)));
    expect(digestOf(body)).toBe(digest);
    return [name, body.toString("latin1")] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};
const pax = (...records: readonly string[]): TarEntry => ({
  path: "PaxHeaders/0",
  type: "x",
  content: records.join(""),
});
const after: TarEntry = { path: "after", content: "2" };

describe("the index of an archive", () => {
  const long = `${"d/".repeat(80)}f`;
  it.each<[string, readonly TarEntry[], Readonly<Record<string, string>>]>([
    [
      "files",
      [
        { path: "a", content: "1" },
        { path: "d/b", content: "x".repeat(1000) },
      ],
      { a: "1", "d/b": "x".repeat(1000) },
    ],
    ["an empty file", [{ path: "a" }, after], { a: "", after: "2" }],
    [
      "names that are not plain",
      [
        { path: "./a", content: "1" },
        { path: "/b//c", content: "2" },
      ],
      { a: "1", "b/c": "2" },
    ],
    ["a name that climbs", [{ path: "../../a", content: "1" }], { a: "1" }],
    ["a long name", [{ path: long, content: "1" }], { [long]: "1" }],
    [
      "the last of two of one name",
      [
        { path: "a", content: "1" },
        { path: "a", content: "2" },
      ],
      { a: "2" },
    ],
    [
      "a symlink",
      [
        { path: "x/a", content: "1" },
        { path: "y/b", type: "2", linkname: "../x/a" },
      ],
      { "x/a": "1", "y/b": "1" },
    ],
    [
      "a symlink before its target",
      [
        { path: "b", type: "2", linkname: "a" },
        { path: "a", content: "1" },
      ],
      { a: "1", b: "1" },
    ],
    [
      "a link to a link that comes later",
      [
        { path: "c", type: "2", linkname: "b" },
        { path: "b", type: "2", linkname: "a" },
        { path: "a", content: "1" },
      ],
      { a: "1", b: "1", c: "1" },
    ],
    [
      "a hard link",
      [
        { path: "x/a", content: "1" },
        { path: "y/b", type: "1", linkname: "x/a" },
      ],
      { "x/a": "1", "y/b": "1" },
    ],
    [
      "links that lead nowhere",
      [{ path: "a", type: "2", linkname: "/etc/passwd" }, { path: "b", type: "2", linkname: "b" }, after],
      { after: "2" },
    ],
    [
      "a link with a body",
      [{ path: "a", type: "2", linkname: "after", content: "x".repeat(600) }, after],
      { a: "2", after: "2" },
    ],
    ["directories", [{ path: "d/", type: "5" }, after], { after: "2" }],
    ["contiguous files", [{ path: "a", type: "7", content: "1" }], { a: "1" }],
    ["v7 headers, without magic", [{ path: "a", content: "1", magic: "\0".repeat(8) }], { a: "1" }],
    ["a directory that has a body", [{ path: "d/", type: "5", content: "x".repeat(600) }, after], { after: "2" }],
    ["devices", [{ path: "a", type: "3" }, after], { after: "2" }],
  ])("has %s", async (_name, entries, expected) => {
    const bytes = tarball(entries);
    const found = await index(bytes);
    expect(found.damage).toBeUndefined();
    expect(await read(bytes, found)).toEqual(expected);
  });

  it("misses nothing when the padding and the end are missing", async () => {
    const whole = Buffer.concat([
      tarEntry({ path: "a", content: "1" }),
      tarEntry({ path: "b", content: "x".repeat(700) }),
    ]);
    for (const bytes of [whole, whole.subarray(0, 2300), whole.subarray(0, 1024 + 512 + 700)]) {
      const found = await index(bytes);
      expect(found.damage).toBeUndefined();
      expect(Object.keys(await read(bytes, found))).toEqual(["a", "b"]);
    }
  });

  it.each<[string, Buffer]>([
    [
      "cut in a body",
      tarball([
        { path: "a", content: "1" },
        { path: "b", content: "x".repeat(9000) },
      ]).subarray(0, 3000),
    ],
    ["cut in a header", tarball([{ path: "a", content: "1" }, after]).subarray(0, 1300)],
    ["followed by something else", Buffer.concat([tarEntry({ path: "a", content: "1" }), Buffer.alloc(5000, "junk")])],
    ["with a size that is none", tarball([{ path: "a", content: "1" }, pax("12 size=abc\n"), after])],
    ["with a negative size", tarball([{ path: "a", content: "1" }, pax("11 size=-1\n"), after])],
    [
      "with a size beyond the archive",
      tarball([
        { path: "a", content: "1" },
        { path: "b", size: "77777777777\0" },
      ]),
    ],
    [
      "with a name of 5,000 characters",
      tarball([
        { path: "a", content: "1" },
        { path: "n".repeat(5000), content: "2" },
      ]),
    ],
    [
      "with a header of 5 MiB",
      tarball([{ path: "a", content: "1" }, { path: "L", type: "L", content: "n".repeat(5 * 1024 * 1024) }, after]),
    ],
  ])("keeps what stands before the damage of one %s", async (_name, bytes) => {
    const found = await index(bytes);
    expect(found.damage).toEqual(expect.stringMatching(/./));
    expect(await read(bytes, found)).toEqual({ a: "1" });
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["zeros", Buffer.alloc(10_240)],
  ])("is empty for %s", async (_name, bytes) => {
    expect(await index(bytes)).toEqual({ files: new Map() });
  });

  it("gives up with the signal", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(indexTar(access(tarball([after])), stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

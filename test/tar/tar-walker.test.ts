import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { padding, paxEntry, sealHeader, tarball, tarEntry, tarHeader } from "../support/tar.ts";
import { LIMITS, walk } from "./walk.ts";

const END = Buffer.alloc(1024);
const archive = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, END]);
const bodies = (bytes: Uint8Array) => Object.fromEntries(walk(bytes).members.map(({ path, body }) => [path, body]));
const base256 = (...tail: readonly number[]): Buffer => {
  const field = Buffer.alloc(12);
  field.set(tail, 12 - tail.length);
  field[0] = (field[0] ?? 0) | 0x80;
  return field;
};

describe("headers", () => {
  it.each([
    { name: "ustar", parts: [tarEntry({ path: "a/b", content: "x" })], paths: ["a/b"] },
    {
      name: "v7, no magic",
      parts: [tarEntry({ path: "a", content: "x", magic: "\0\0\0\0\0\0\0\0", type: "\0" })],
      paths: ["a"],
    },
    { name: "an unknown magic", parts: [tarEntry({ path: "a", content: "x", magic: "whatever" })], paths: ["a"] },
    {
      name: "base-256 size",
      parts: [tarHeader({ path: "a", size: base256(1) }), Buffer.from("x"), padding(1)],
      paths: ["a"],
    },
    {
      name: "size with leading spaces",
      parts: [tarHeader({ path: "a", size: "          1\0" }), Buffer.from("x"), padding(1)],
      paths: ["a"],
    },
    {
      name: "pax path",
      parts: [paxEntry([["path", "deep/ü".repeat(60)]]), tarEntry({ path: "short", content: "x" })],
      paths: ["deep/ü".repeat(60)],
    },
    {
      name: "pax size",
      parts: [paxEntry([["size", "1"]]), tarHeader({ path: "a", size: "0" }), Buffer.from("x"), padding(1)],
      paths: ["a"],
    },
    {
      name: "an emptied pax record",
      parts: [paxEntry([["path", ""]]), tarEntry({ path: "a", content: "x" })],
      paths: ["a"],
    },
    {
      name: "GNU long name",
      parts: [
        tarEntry({ path: "././@LongLink", type: "L", content: `${"n".repeat(300)}\0` }),
        tarEntry({ path: "short", content: "x" }),
      ],
      paths: ["n".repeat(300)],
    },
    {
      name: "GNU name wins over pax",
      parts: [
        paxEntry([["path", "pax"]]),
        tarEntry({ path: "././@LongLink", type: "L", content: "gnu\0" }),
        tarEntry({ path: "a", content: "x" }),
      ],
      paths: ["gnu"],
    },
    {
      name: "sparse, pax 1.0",
      parts: [
        paxEntry([
          ["GNU.sparse.name", "real"],
          ["path", "GNUSparseFile.0/real"],
        ]),
        tarEntry({ path: "x", content: "x" }),
      ],
      paths: ["real"],
    },
    {
      name: "pax is for one entry",
      parts: [paxEntry([["path", "p"]]), tarEntry({ path: "a", content: "" }), tarEntry({ path: "b", content: "" })],
      paths: ["p", "b"],
    },
    {
      name: "global pax is for none",
      parts: [paxEntry([["path", "p"]], "g"), tarEntry({ path: "a", content: "x" })],
      paths: ["a"],
    },
    { name: "unclean paths", parts: [tarEntry({ path: "./a//b/../c" })], paths: ["a/c"] },
    { name: "concatenated archives", parts: [tarball([{ path: "a" }]), tarball([{ path: "b" }])], paths: ["a", "b"] },
    { name: "the same path twice", parts: [tarEntry({ path: "a" }), tarEntry({ path: "a" })], paths: ["a", "a"] },
  ])("$name", ({ parts, paths }) => {
    const { members, notes, raw } = walk(archive(...parts));
    expect(members.map(({ path }) => path)).toEqual(paths);
    expect({ notes, raw }).toEqual({ notes: [], raw: [] });
    for (const { body } of members) expect(["", "x"]).toContain(body);
  });

  it("invalid UTF-8 in a path is replaced", () => {
    const header = tarHeader({ path: "a?b" });
    header[1] = 0xff;
    expect(walk(archive(sealHeader(header))).members[0]?.path).toBe("a\uFFFDb");
  });

  it("a checksum over signed bytes goes", () => {
    const header = tarHeader({ path: "ü" });
    const sum = header.reduce(
      (total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte > 127 ? byte - 256 : byte),
      0,
    );
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    expect(walk(archive(header)).members[0]?.path).toBe("ü");
  });

  it("link targets and pax values are told", () => {
    const { headers, members } = walk(
      archive(paxEntry([["SCHILY.xattr.user.token", "abc"]]), tarEntry({ path: "l", type: "2", linkname: "target" })),
    );
    expect(headers).toContain("SCHILY.xattr.user.token=abc");
    expect(members).toEqual([{ path: "l", linkname: "target", directory: false, body: "" }]);
  });
});

describe("bodies", () => {
  it.each([..."01234567SDMVNAZ\0"].map((type) => ({ type })))("of type $type", ({ type }) => {
    const parts = [tarEntry({ path: "a", type, content: "hidden" }), tarEntry({ path: "b", content: "next" })];
    expect(bodies(archive(...parts))).toEqual({ a: "hidden", b: "next" });
  });

  it.each([..."123456"].map((type) => ({ type })))("type $type with a size and no body", ({ type }) => {
    const header = tarHeader({ path: "a", type, size: "00000001000" });
    expect(bodies(archive(header, tarEntry({ path: "b", content: "next" })))).toEqual({ a: "", b: "next" });
    expect(walk(archive(header))).toMatchObject({ members: [{ path: "a", body: "" }], notes: [], raw: [] });
  });

  it("v7 directories are told by their slash", () => {
    const { members } = walk(
      archive(tarEntry({ path: "d/", type: "\0", magic: "\0" }), tarEntry({ path: "e", type: "5" })),
    );
    expect(members.map(({ path, directory }) => ({ path, directory }))).toEqual([
      { path: "d", directory: true },
      { path: "e", directory: true },
    ]);
  });

  it("old GNU sparse: the map goes on in more blocks", () => {
    const header = tarHeader({ path: "s", type: "S", content: "data", magic: "ustar  \0" });
    header[482] = 1;
    const more = Buffer.alloc(512, 1);
    const last = Buffer.alloc(512);
    const sparse = [sealHeader(header), more, last, Buffer.from("data"), padding(4)];
    expect(bodies(archive(...sparse, tarEntry({ path: "b", content: "next" })))).toEqual({ s: "data", b: "next" });
  });

  it("padding that is not zero is told", () => {
    const parts = [tarHeader({ path: "a", content: "x" }), Buffer.from("x"), Buffer.from("leak".padEnd(511, "\0"))];
    expect(walk(archive(...parts)).headers).toMatch(/^leak/);
  });
});

describe("archives that end early", () => {
  const whole = tarball([{ path: "a", content: "x".repeat(600) }]);
  it.each([
    { name: "without end blocks", bytes: whole.subarray(0, 1536), notes: [] },
    { name: "without padding, as umoci writes them", bytes: whole.subarray(0, 512 + 600), notes: [] },
    {
      name: "inside a body",
      bytes: whole.subarray(0, 512 + 500),
      notes: [{ path: "a", reason: expect.stringContaining("100 bytes") }],
    },
    {
      name: "5 GiB claimed, nothing there",
      bytes: tarHeader({ path: "a", size: "50000000000\0" }),
      notes: [{ path: "a", reason: expect.stringContaining("5368709120 bytes") }],
    },
    {
      name: "8 EiB claimed",
      bytes: archive(
        tarHeader({ path: "a", size: base256(0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff) }),
        Buffer.from("x"),
      ),
      notes: [{ path: "a", reason: expect.stringContaining("missing") }],
    },
    {
      name: "inside a pax header",
      bytes: paxEntry([["comment", "c".repeat(600)]]).subarray(0, 700),
      notes: [{ path: "<tar header at byte 0>", reason: expect.stringContaining("missing") }],
    },
    { name: "behind a link with a size", bytes: tarHeader({ path: "a", type: "2", size: "7" }), notes: [] },
    {
      name: "inside the body of a link",
      bytes: Buffer.concat([tarHeader({ path: "a", type: "2", size: "7" }), Buffer.from("abc")]),
      notes: [{ path: "a", reason: expect.stringContaining("4 bytes") }],
    },
    { name: "with some zeros", bytes: Buffer.concat([whole.subarray(0, 1536), Buffer.alloc(100)]), notes: [] },
  ])("$name", ({ bytes, notes }) => {
    const result = walk(bytes);
    expect(result.notes).toEqual(notes);
    expect(result.raw).toEqual([]);
  });

  it("what was there of a pax header is told", () => {
    expect(walk(paxEntry([["comment", "secret".repeat(99)]]).subarray(0, 700)).headers).toContain("secretsecret");
  });
});

describe("what is no archive any more is passed on raw", () => {
  const good = tarEntry({ path: "a", content: "x" });
  const damaged = (header: Buffer): Buffer => Buffer.concat([good, header, Buffer.from("the rest")]);
  const wrongSum = tarHeader({ path: "b" });
  wrongSum[0] = 0x63;
  it.each([
    { name: "wrong checksum", bytes: damaged(wrongSum) },
    { name: "size with a letter", bytes: damaged(tarHeader({ path: "b", size: "0000000000x\0" })) },
    { name: "negative size", bytes: damaged(tarHeader({ path: "b", size: Buffer.alloc(12, 0xff) })) },
    { name: "size over 2^53", bytes: damaged(tarHeader({ path: "b", size: base256(...Buffer.alloc(11, 0xff)) })) },
    { name: "text", bytes: damaged(Buffer.from("text".repeat(128))) },
    {
      name: "text behind the end blocks",
      bytes: Buffer.concat([tarball([{ path: "a", content: "x" }]), Buffer.from("the rest")]),
    },
    {
      name: "pax size that is a word",
      bytes: damaged(Buffer.concat([paxEntry([["size", "abc"]]), tarHeader({ path: "b" })])),
    },
    {
      name: "negative pax size",
      bytes: damaged(Buffer.concat([paxEntry([["size", "-1"]]), tarHeader({ path: "b" })])),
    },
  ])("$name", ({ bytes }) => {
    const { members, raw, notes } = walk(bytes);
    expect(members).toMatchObject([{ path: "a", body: "x" }]);
    expect(raw).toHaveLength(1);
    expect(raw[0]?.path).toMatch(/^<unparsed tar data at byte \d+>$/);
    const start = Number(/\d+/.exec(raw[0]?.path ?? "")?.[0]);
    expect(raw[0]?.body).toBe(bytes.toString("latin1", start));
    expect(notes).toEqual([{ path: raw[0]?.path, reason: expect.stringContaining("one document") }]);
  });

  it("a blob that is no tar at all is one document without a name, and no loss", () => {
    const bytes = Buffer.from("some text ".repeat(200));
    expect(walk(bytes)).toEqual({ members: [], raw: [{ path: "", body: bytes.toString() }], headers: "", notes: [] });
    expect(walk(Buffer.from("x")).raw).toEqual([{ path: "", body: "x" }]);
    expect(walk(Buffer.alloc(0))).toEqual({ members: [], raw: [], headers: "", notes: [] });
  });

  it("more entries than the limit", () => {
    const bytes = tarball(["a", "b", "c"].map((path) => ({ path, content: path })));
    const { members, raw, notes } = walk(bytes, { limits: { ...LIMITS, entries: 2 } });
    expect(members).toHaveLength(2);
    expect(raw[0]?.body).toBe(bytes.toString("latin1", 2048));
    expect(notes).toHaveLength(1);
  });
});

describe("extension headers", () => {
  it("one over the limit is a document of its own, and not applied", () => {
    const big = paxEntry([["path", "p".repeat(5000)]]);
    const { members, notes } = walk(archive(big, tarEntry({ path: "a", content: "x" })), {
      limits: { ...LIMITS, headerBytes: 4096 },
    });
    expect(members.map(({ path }) => path)).toEqual(["<tar header at byte 0>", "a"]);
    expect(members[0]?.body).toContain("ppp");
    expect(notes).toEqual([{ path: "<tar header at byte 0>", reason: expect.stringContaining("over the limit") }]);
  });

  it.each(["no records", "99999 path=a\n", "9 path=a", "5 a=b\n12 comment=x\n0 =\n", "-1 path=a\n"])(
    "malformed: %j is noted and told",
    (content) => {
      const { members, notes, headers } = walk(
        archive(tarEntry({ path: "PaxHeaders", type: "x", content }), tarEntry({ path: "a", content: "x" })),
      );
      expect(members).toMatchObject([{ path: "a", body: "x" }]);
      expect(headers).toContain(content);
      expect(notes).toEqual([{ path: "a", reason: expect.stringContaining("malformed") }]);
    },
  );
});

it("does not depend on how the bytes are cut", () => {
  const bytes = archive(
    paxEntry([["path", "p".repeat(200)]]),
    tarEntry({ path: "a", content: "x".repeat(1500) }),
    tarEntry({ path: "l", type: "1", linkname: "a", content: "body" }),
    tarHeader({ path: "d", type: "5", size: "777" }),
    tarEntry({ path: "e", content: "" }),
    tarEntry({ path: "f", content: "y".repeat(512) }),
    Buffer.from("garbage at the end"),
  );
  const whole = walk(bytes);
  expect(whole.members).toHaveLength(5);
  for (const sizes of [[1], [511], [512], [513], [1, 1024, 7]]) expect(walk(bytes, { sizes })).toEqual(whole);
});

describe("what GNU tar writes", () => {
  const long = `${"directory-with-a-long-name/".repeat(8)}${"file".repeat(20)}`;
  const files: Readonly<Record<string, string>> = {
    "top.txt": "top",
    empty: "",
    "umlaut-ü.txt": "ü",
    "dir/exact": "e".repeat(512),
    "dir/large": "large".repeat(100_000),
  };
  const longFiles: Readonly<Record<string, string>> = { ...files, [long]: "long" };
  let root = "";

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "tar-test-"));
    for (const [path, content] of Object.entries(longFiles)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    symlinkSync("t".repeat(150), join(root, "link"));
    writeFileSync(join(root, "hole"), "");
    truncateSync(join(root, "hole"), 5_000_000);
    writeFileSync(join(root, "hole"), "tail", { flag: "a" });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(["v7", "ustar", "oldgnu", "gnu", "pax"])("format %s", (format) => {
    const short = format === "v7" || format === "ustar";
    const names = Object.keys(short ? files : longFiles);
    const extra = short ? [] : ["link"];
    const bytes = execFileSync("tar", ["-c", "--format", format, "-C", root, ...names, ...extra], { maxBuffer: 1e8 });
    const { members, notes, raw } = walk(bytes);
    expect({ notes, raw }).toEqual({ notes: [], raw: [] });
    expect(members.map(({ path }) => path)).toEqual([...names, ...extra]);
    for (const { path, body } of members) {
      expect(Buffer.from(body, "latin1").toString()).toBe(longFiles[path] ?? "");
    }
    if (!short) expect(members.at(-1)?.linkname).toBe("t".repeat(150));
  });

  it.each(["gnu", "oldgnu", "pax"])("sparse files in format %s", (format) => {
    const args = ["-c", "-S", "--format", format, "-C", root, "hole", "top.txt"];
    const { members, notes, raw } = walk(execFileSync("tar", args, { maxBuffer: 1e8 }));
    expect({ notes, raw }).toEqual({ notes: [], raw: [] });
    expect(members.map(({ path }) => path)).toEqual(["hole", "top.txt"]);
    expect(members[0]?.body).toMatch(/tail/);
    expect(members[0]?.body.length).toBeLessThan(100_000);
    expect(members[1]?.body).toBe("top");
  });
});

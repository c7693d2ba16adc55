import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createRpm } from "../../../src/layer/packages/rpm.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries } from "./scan-container.ts";

const last = { path: "last", content: secret(9) };
/** Each took minutes, or more memory than a machine has, when its work was not bounded. */
const SOON_MS = 20_000;

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32 = (...values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    }),
  );
const little = (value: number): Buffer => u32(value).reverse();

/** The file is looked into, and what is behind it in the layer is found. */
const expectSoon = async (path: string, content: Uint8Array): Promise<readonly string[]> => {
  const { found, skips } = await scanEntries([{ path, content }, last]);
  expect(found).toContain(`last: ${secret(9)}`);
  return skips;
};

const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, 0x84]), u32(content.length), content]);
};
const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const oid = (hex: string): Buffer => der(6, Buffer.from(hex, "hex"));
const number = (value: number): Buffer => der(2, u32(value));
const DATA = oid("2a864886f70d010701");
const PBES2 = oid("2a864886f70d01050d");
const pkcs12 = (safes: Uint8Array): Buffer =>
  sequence(
    Buffer.from("020103", "hex"),
    sequence(Buffer.from("06092a864886f70d010701", "hex"), der(0xa0, der(4, sequence(safes)))),
  );
/** A key that is encrypted as the parameters say. */
const lockedKey = (parameters: Uint8Array): Buffer => {
  const key = sequence(sequence(PBES2, parameters), der(4, Buffer.alloc(32)));
  const bag = sequence(oid("2a864886f70d010c0a0102"), der(0xa0, key));
  return pkcs12(sequence(DATA, der(0xa0, der(4, sequence(bag)))));
};

describe("a small file that asks for much work is done with soon", () => {
  it("a keystore of Java with a long alias and certificates of no bytes", { timeout: SOON_MS }, async () => {
    const alias = Buffer.alloc(65_535, 1);
    const count = 20_000;
    const entry = [u32(1), u16(alias.length), alias, Buffer.alloc(8), u32(0), u32(count), Buffer.alloc(count * 4)];
    const skips = await expectSoon("a.jks", Buffer.concat([u32(0xfeedfeed, 1, 1), ...entry]));
    expect(skips).toEqual([]);
  });

  it("a keystore of many elements whose lengths are written long", { timeout: SOON_MS }, async () => {
    await expectSoon("a.p12", pkcs12(Buffer.from("048100".repeat(400_000), "hex")));
  });

  it("a key with more numbers in its parameters than a call has arguments", { timeout: SOON_MS }, async () => {
    await expectSoon("a.p12", lockedKey(sequence(Buffer.from("020101".repeat(400_000), "hex"))));
  });

  it("a key that is locked by hours of scrypt", { timeout: SOON_MS }, async () => {
    const scrypt = sequence(
      oid("2b06010401da47040b"),
      sequence(der(4, Buffer.from("salt")), ...[65_536, 1, 100_000].map(number)),
    );
    const aes = sequence(oid("60864801650304012a"), der(4, Buffer.alloc(16)));
    expect(await expectSoon("a.p12", lockedKey(sequence(scrypt, aes)))).toEqual([]);
  });

  it("a source map whose lists stand in one another", { timeout: SOON_MS }, async () => {
    const lists = (key: string): string => `"${key}":[0`.repeat(60_000);
    await expectSoon("a.js.map", Buffer.from(`{${lists("sourcesContent")}`));
    await expectSoon("b.js.map", Buffer.from(`{${lists("sources")}${'"sourcesContent":[""],'.repeat(60_000)}`));
  });

  it("compiled Python that calls with the same thousand names in each instruction", { timeout: SOON_MS }, async () => {
    const count = 60_000;
    const tuple = (...items: readonly Buffer[]): Buffer =>
      Buffer.concat([Buffer.from("("), little(items.length), ...items]);
    const names = Buffer.concat([Buffer.from("("), little(count), Buffer.alloc(count, "N")]);
    const calls = Buffer.alloc(count * 2, Buffer.from([172, 0]));
    const code = [
      Buffer.from("s"),
      little(calls.length),
      calls,
      tuple(names),
      tuple(),
      tuple(),
      Buffer.from("NNNN"),
      little(0),
      Buffer.from("NN"),
    ];
    const head = Buffer.concat([
      Buffer.from([0xcb, 0x0d, 0x0d, 0x0a]),
      Buffer.alloc(12),
      Buffer.from("c"),
      Buffer.alloc(20),
    ]);
    expect(await expectSoon("a.pyc", Buffer.concat([head, ...code]))).toEqual([]);
  });

  it("a pack of git whose changes claim to be megabytes", { timeout: SOON_MS }, async () => {
    const packed = (kind: number, content: Buffer, base = Buffer.alloc(0)): Buffer =>
      Buffer.concat([Buffer.from([(kind << 4) | content.length]), base, deflateSync(content)]);
    const blob = Buffer.from("hello");
    const id = createHash("sha1").update("blob 5\0").update(blob).digest();
    // 5 bytes become 8 MiB, says it, and adds one.
    const delta = packed(7, Buffer.from([5, 0x80, 0x80, 0x80, 4, 1, 0x78]), id);
    const count = 30_000;
    const pack = Buffer.concat([Buffer.from("PACK"), u32(2, count + 1), packed(3, blob), ...Array(count).fill(delta)]);
    expect(await expectSoon("a.pack", pack)).toEqual([
      expect.stringContaining(`objects whose base is not at hand: ${count}`),
    ]);
  });

  it("zstd data of blocks of one byte in windows of 8 MiB", { timeout: 3 * SOON_MS }, async () => {
    const start = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 13 << 3]);
    const [block, end] = [Buffer.from([8, 0, 0, 0x61]), Buffer.from([9, 0, 0, 0x61])];
    await expectSoon("frames.zst", Buffer.concat(Array(60_000).fill(Buffer.concat([start, end]))));
    await expectSoon("blocks.zst", Buffer.concat([start, ...Array(60_000).fill(block), end]));
  });

  it("a zip file whose entries ask for the largest models of LZMA", { timeout: SOON_MS }, async () => {
    const properties = Buffer.from([9, 20, 5, 0, 4 * 9 + 8, 0, 16, 0, 0]);
    const content = Buffer.concat([properties, Buffer.alloc(12)]);
    const header = Buffer.alloc(31);
    header.write("PK\x03\x04", "latin1");
    header.writeUInt16LE(14, 8);
    header.writeUInt32LE(content.length, 18);
    header.writeUInt16LE(1, 26);
    header.write("a", 30);
    const entry = Buffer.concat([header, content]);
    expect(await expectSoon("a.zip", Buffer.concat(Array(20_000).fill(entry)))).toContain(
      "a.zip!/a: the LZMA header of the zip entry is damaged: its content is not read",
    );
  });
});

describe("the headers of rpm", () => {
  const NAMES = [1116, 1117, 1118, 1035].map((tag) => u32(tag, 8, 0, 0xffffffff));
  const headerOf = (store: Buffer): Buffer =>
    Buffer.concat([u32(NAMES.length + 1, store.length), u32(63, 7, 0, 16), ...NAMES, store]);

  it("of nothing but empty strings take no more memory than there may be files", () => {
    const header = headerOf(Buffer.alloc(48 * 1024 * 1024));
    const database = Buffer.alloc(4096 + header.length + 32);
    database.write("RpmP");
    database.writeUInt32LE(1, 12);
    for (const [at, value] of [
      [32, "Slot"],
      [4096, "BlbS"],
    ] as const) {
      database.write(value, at);
      database.writeUInt32LE(1, at + 4);
    }
    database.writeUInt32LE(4096 / 16, 40);
    database.writeUInt32LE(header.length, 4096 + 12);
    header.copy(database, 4096 + 16);
    const before = process.memoryUsage().heapUsed;
    createRpm().read("usr/lib/sysimage/rpm/Packages.db", database);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(500 * 1024 * 1024);
  });

  it("are read once, however many cells of a database point to one", { timeout: SOON_MS }, () => {
    const header = headerOf(Buffer.alloc(40_000));
    const size = 65_536;
    const cell = Buffer.concat([
      Buffer.from([0x80 | (header.length >> 14), 0x80 | ((header.length >> 7) & 127), header.length & 127, 1]),
      header,
    ]);
    const at = size - cell.length;
    const count = 9000;
    const leaf = (start: number): Buffer => {
      const page = Buffer.alloc(size);
      cell.copy(page, at);
      page[start] = 13;
      page.writeUInt16BE(count, start + 3);
      for (let n = 0; n < count; n++) page.writeUInt16BE(at, start + 8 + n * 2);
      return page;
    };
    const first = leaf(100);
    first.write("SQLite format 3\0");
    first.writeUInt16BE(1, 16);
    createRpm().read("var/lib/rpm/rpmdb.sqlite", Buffer.concat([first, leaf(0), leaf(0), leaf(0)]));
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secret } from "../secret-scanner.ts";
import { scanFile, scanTexts } from "./scan-container.ts";

/** shop.erl, by erlc +deterministic +debug_info of OTP 25. */
const shop = readFileSync(join(import.meta.dirname, "../../../fixtures/erlang/shop.beam"));

interface Chunk {
  readonly name: string;
  readonly data: Buffer;
}

const chunksOf = (file: Buffer): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  for (let at = 12; at < file.length; ) {
    const size = file.readUInt32BE(at + 4);
    chunks.push({ name: file.toString("latin1", at, at + 4), data: file.subarray(at + 8, at + 8 + size) });
    at += 8 + Math.ceil(size / 4) * 4;
  }
  return chunks;
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const beamOf = (chunks: readonly Chunk[]): Buffer => {
  const parts = chunks.flatMap(({ name, data }) => [
    ...[Buffer.from(name), uint32(data.length), data],
    Buffer.alloc((4 - (data.length % 4)) % 4),
  ]);
  const body = Buffer.concat([Buffer.from("BEAM"), ...parts]);
  return Buffer.concat([Buffer.from("FOR1"), uint32(body.length), body]);
};

const literals = (...terms: readonly Buffer[]): Chunk => {
  const parts = terms.flatMap((term) => [uint32(term.length + 1), Buffer.from([131]), term]);
  const table = Buffer.concat([uint32(terms.length), ...parts]);
  return { name: "LitT", data: Buffer.concat([uint32(table.length), deflateSync(table)]) };
};

const LINES = [
  `password = "${secret(1)}"`,
  'user = "bob"',
  `api_key = "${secret(2)}"`,
  `token = "${secret(3)}"`,
  `"${secret(4)}"`,
  `"${secret(5)}"`,
  '"password"',
  `"${secret(6)}"`,
];

describe("compiled Erlang", () => {
  it("its literals stand with their names; debug information does not tell them again", async () => {
    const texts = await scanTexts("ebin/shop.beam", shop);
    const lines = (texts["ebin/shop.beam!/shop.erl"] ?? "").trim().split("\n");
    expect(lines.slice(0, LINES.length)).toEqual(LINES);
    expect(lines.filter((line) => line.includes("SECRET"))).toHaveLength(6);
  });

  it("without literals, debug information tells them; with literals that are not packed (OTP 28), they do", async () => {
    const chunks = chunksOf(shop);
    const without = beamOf(chunks.filter(({ name }) => name !== "LitT"));
    const { found, skips } = await scanFile("shop.beam", without);
    expect(skips).toEqual([]);
    expect(found).toEqual([1, 2, 3, 4, 5, 6].map((n) => `shop.beam!/shop.erl: ${secret(n)}`));
    const plain = chunks
      .filter(({ name }) => name === "LitT")
      .map(({ name, data }) => ({ name, data: Buffer.concat([uint32(0), inflateSync(data.subarray(4))]) }));
    expect((await scanTexts("shop.beam", beamOf(plain)))["shop.beam!/shop.erl"]).toBe(`${LINES.join("\n")}\n`);
  });

  it("of Elixir has the name of its source", async () => {
    const texts = await scanTexts("lib/Elixir.Shop.Repo.beam", shop);
    expect(texts["lib/Elixir.Shop.Repo.beam!/Elixir.Shop.Repo.ex"]).toContain(LINES[0]);
  });

  it("that is cut, damaged or made to keep one busy says so", async () => {
    const why = ["x.beam: compiled Erlang that is cut, damaged or too large: its literals are not all told"];
    expect((await scanFile("x.beam", shop.subarray(0, -200))).skips).toEqual(why);
    const atom = Buffer.from([119, 1, 0x61]);
    const [deep, endless, broken] = [
      Buffer.concat([Buffer.alloc(4000, Buffer.from([104, 1])), atom]),
      Buffer.concat([Buffer.from([105, 0xff, 0xff, 0xff, 0xff]), atom]),
      Buffer.from([112, 0, 0, 0, 0]),
    ];
    for (const term of [deep, endless, broken])
      expect((await scanFile("x.beam", beamOf([literals(term)]))).skips).toEqual(why);
    const size = { name: "LitT", data: Buffer.concat([uint32(2 ** 31), deflateSync(Buffer.alloc(100))]) };
    expect((await scanFile("x.beam", beamOf([size]))).skips).toEqual([
      "x.beam: compiled Erlang with literals that are too large: they are not unpacked",
    ]);
  });

  it("of random damage is read without an error", async () => {
    const plain = beamOf(
      chunksOf(shop).map(({ name, data }) =>
        name === "LitT" ? { name, data: Buffer.concat([uint32(0), inflateSync(data.subarray(4))]) } : { name, data },
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(plain.length - 13), fc.nat(255)), { minLength: 1 }),
        async (changes) => {
          const content = Buffer.from(plain);
          for (const [at, byte] of changes) content[at + 12] = byte;
          const { skips } = await scanFile("x.beam", content);
          for (const skip of skips) expect(skip).toMatch(/^x\.beam: compiled Erlang/);
        },
      ),
      { numRuns: 100 },
    );
  });
});

import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tarball } from "../../support/tar.ts";
import { secret } from "../secret-scanner.ts";
import { scanFile } from "./scan-container.ts";

const packed = gzipSync(secret(1));
const changed = (at: number): Buffer => {
  const bytes = Buffer.from(packed);
  bytes[bytes.length + at]! ^= 1;
  return bytes;
};
const named = Buffer.concat([packed.subarray(0, 3), Buffer.from([8]), packed.subarray(4, 10), Buffer.from("a name\0")]);
const CHECKSUM = `a.gz: the checksum of the gzip stream that ends at byte ${packed.length - 8} is wrong`;

describe("a gzip file, at hand as a whole or not", () => {
  it.each<[string, Buffer, { found?: readonly string[]; skips?: readonly string[] }]>([
    ["of one member", packed, {}],
    ["with a name in its header", Buffer.concat([named, packed.subarray(10)]), {}],
    ["that holds nothing", gzipSync(""), { found: [] }],
    [
      "of two members",
      Buffer.concat([packed, gzipSync(secret(2))]),
      { found: [1, 2].map((n) => `a.gz!/a: ${secret(n)}`) },
    ],
    ["with a wrong checksum", changed(-8), { skips: [CHECKSUM] }],
    ["with a wrong size", changed(-4), { skips: [CHECKSUM] }],
    ["that is cut", packed.subarray(0, -9), { skips: ["a.gz: the gzip stream ends early: the rest is lost"] }],
    [
      "with something behind it",
      Buffer.concat([packed, Buffer.from(secret(3))]),
      {
        found: [`a.gz!/a: ${secret(1)}`, `a.gz: ${secret(3)}`],
        skips: [`a.gz: data after the end of the gzip stream, from byte ${packed.length}: scanned as it is`],
      },
    ],
    ["that is much larger unpacked", gzipSync(`${"\n".repeat(600_000)}${secret(1)}`), {}],
    ["of just as much as is unpacked at a time", gzipSync(secret(1).padStart(256 * 1024, "\n")), {}],
    ["of a tar", gzipSync(tarball([{ path: "b", content: secret(1) }])), { found: [`a.gz!/b: ${secret(1)}`] }],
    ["of a gzip file", gzipSync(packed), { found: [`a.gz!/a!/a: ${secret(1)}`] }],
  ])("%s", async (_, content, { found = [`a.gz!/a: ${secret(1)}`], skips = [] }) => {
    for (const sizes of [[1_000_000], [700, 100], [4096]])
      expect(await scanFile("a.gz", content, { sizes })).toMatchObject({ found, skips });
  });

  it("is one of several whose contents are told apart while the first is still being read", async () => {
    const inner = Array.from({ length: 5 }, (_, n) => ({ path: `${n}.gz`, content: gzipSync(gzipSync(secret(n))) }));
    const { found, skips } = await scanFile("a.tar", tarball(inner), { sizes: [1_000_000] });
    expect(found).toEqual(inner.map(({ path }, n) => `a.tar!/${path}!/${n}!/${n}: ${secret(n)}`));
    expect(skips).toEqual([]);
  });
});

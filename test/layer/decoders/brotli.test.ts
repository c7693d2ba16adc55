import { brotliCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bytes, seeded } from "../../support/random.ts";
import { secret } from "../secret-scanner.ts";
import { scanFile } from "./scan-container.ts";

const random = seeded("brotli");
const noise = (): string => bytes(random, 200_000).toString("hex");
const packed = brotliCompressSync(`${noise()}${secret(1)}${noise()}`);

describe("a brotli file", () => {
  it("is unpacked when its name tells of it", async () => {
    for (const content of [packed, brotliCompressSync(secret(1))])
      expect(await scanFile("static/app.js.br", content, { sizes: [777] })).toMatchObject({
        found: [`static/app.js.br!/app.js: ${secret(1)}`],
        skips: [],
      });
    expect(await scanFile("static/app.js", packed)).toMatchObject({ found: [], skips: [] });
  });

  it("that is cut or damaged says so, and gives what comes before", async () => {
    expect(await scanFile("app.js.br", packed.subarray(0, -1000))).toMatchObject({
      found: [`app.js.br!/app.js: ${secret(1)}`],
      skips: ["app.js.br: the brotli data ends early: the rest is lost"],
    });
    const broken = Buffer.from(packed).fill(0xff, 10, 60);
    expect((await scanFile("app.js.br", broken)).skips).toEqual([
      expect.stringMatching(/^app\.js\.br: the brotli data is damaged before byte \d+: the rest is lost$/),
    ]);
  });

  it("is none when it is text", async () => {
    const text = `Configuração: ${secret(1)}\n`;
    for (const content of [Buffer.from(text), Buffer.from(text, "latin1")])
      expect(await scanFile("doc/README.pt.br", content)).toMatchObject({
        found: [`doc/README.pt.br: ${secret(1)}`],
        skips: [],
      });
  });
});

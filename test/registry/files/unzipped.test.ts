import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { unzipped } from "../../../src/registry/files/unzipped.ts";
import { collect } from "../../support/collect.ts";

describe("unzipped bytes", () => {
  it("stop at an archive that unpacks to far more than any image", async () => {
    const member = gzipSync(Buffer.alloc(32 * 1024 * 1024));
    const source = Readable.from(Array.from({ length: 100 }, () => member));
    let size = 0;
    const reading = (async () => {
      for await (const chunk of unzipped(source, "a.tar")) size += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({
      code: "TARGET_INVALID",
      message: expect.stringContaining("200 times"),
    });
    expect(size).toBeLessThan(1.1 * 1024 ** 3);
  });

  it("close their source when they are left", async () => {
    const source = Readable.from([gzipSync(Buffer.alloc(100_000, "a")), Buffer.alloc(10)]);
    for await (const _ of unzipped(source, "a.tar")) break;
    expect(source.destroyed).toBe(true);
  });

  it("hand on what their source fails with", async () => {
    async function* broken() {
      yield gzipSync("text").subarray(0, 10);
      throw new Error("the pipe broke");
    }
    await expect(collect(unzipped(broken(), "a.tar"))).rejects.toThrow("the pipe broke");
  });
});

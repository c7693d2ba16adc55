import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { paced } from "../../../src/registry/files/paced.ts";
import { collect } from "../../support/collect.ts";

async function* source(count: number) {
  for (let at = 0; at < count; at++) yield Buffer.alloc(40_000, at);
}
const read = async (delayMs: number, pace: { readonly graceMs: number; readonly bytesPerMs: number }) => {
  let bytes = 0;
  for await (const piece of paced(source(5), pace)) {
    bytes += piece.length;
    await setTimeout(delayMs);
  }
  return bytes;
};

describe("paced", () => {
  it("gives the same bytes in small pieces", async () => {
    const pieces = await collect(paced(source(3), { graceMs: 10_000, bytesPerMs: 1 }));
    expect(Buffer.concat(pieces).equals(Buffer.concat(await collect(source(3))))).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(16 * 1024);
  });

  it("stops a reader that is slower than the pace, and no other", async () => {
    await expect(read(30, { graceMs: 50, bytesPerMs: 1_000_000 })).rejects.toThrow("too long");
    expect(await read(5, { graceMs: 50, bytesPerMs: 10 })).toBe(200_000);
  });

  it("does not count the time that the source takes", async () => {
    async function* slow() {
      for (let at = 0; at < 3; at++) {
        await setTimeout(40);
        yield Buffer.alloc(10);
      }
    }
    expect(await collect(paced(slow(), { graceMs: 60, bytesPerMs: 1_000_000 }))).toHaveLength(3);
  });
});

import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { decompress } from "../../src/layer/decompress.ts";
import { LAYER_LIMITS } from "../../src/layer/limits.ts";

const MINUTE = 60_000;

/** Unpacks 8 MiB with a clock that the source and the reader of the pieces turn on. */
const unpack = async ({ waiting, scanning }: { readonly waiting: number; readonly scanning: number }) => {
  let clock = 0;
  const source = async function* () {
    clock += waiting;
    yield gzipSync(Buffer.alloc(8 * 1024 * 1024));
    clock += waiting;
  };
  const unpacked = decompress(source(), LAYER_LIMITS, { now: () => clock });
  for await (const _piece of unpacked.pieces) clock += scanning;
  return unpacked.report();
};

it("a blob that takes an hour of work is partial", async () => {
  const { skips, unpackedBytes } = await unpack({ waiting: 0, scanning: 10 * MINUTE });
  expect(skips).toEqual([{ reason: "takes more than 60 minutes to unpack and scan: the rest is not scanned" }]);
  expect(unpackedBytes).toBeLessThan(8 * 1024 * 1024);
});

it("the time that a registry takes to send it does not count", async () => {
  const { skips, unpackedBytes } = await unpack({ waiting: 600 * MINUTE, scanning: 1 });
  expect(skips).toEqual([]);
  expect(unpackedBytes).toBe(8 * 1024 * 1024);
});

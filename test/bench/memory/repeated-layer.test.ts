import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scratch } from "../../support/scratch.ts";
import { writeRepeatedLayer } from "./repeated-layer.ts";

it("writes a layer that tar reads, with the file as it was asked for", () => {
  const path = join(scratch(), "layer.tar.gz");
  const size = writeRepeatedLayer(path, {
    path: "a.json",
    head: "[",
    piece: Buffer.from("12,"),
    times: 400,
    tail: "0]",
  });
  expect(size).toBe(1203);
  expect(execFileSync("tar", ["-xOzf", path], { encoding: "utf8" })).toBe(`[${"12,".repeat(400)}0]`);
  expect(execFileSync("tar", ["-tvzf", path], { encoding: "utf8" })).toMatch(/ 1203 .* a\.json\n$/);
});

it("names sizes that octal digits do not hold", () => {
  const path = join(scratch(), "layer.tar.gz");
  const piece = Buffer.alloc(64 * 2 ** 20);
  const size = writeRepeatedLayer(path, { path: "zeros", piece, times: 129 });
  expect(size).toBeGreaterThan(8 ** 11);
  // Its header alone: tar says what comes, and then that it is missing.
  const header = spawnSync("sh", ["-c", 'gzip -dc "$1" | head -c 512 | tar -tvf -', "sh", path], { encoding: "utf8" });
  expect(header.stdout).toMatch(new RegExp(` ${size} .* zeros\\n`));
});

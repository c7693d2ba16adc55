import { readdirSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";

it("audits that begin one case side by side share it and its key", async () => {
  const registry = await startRegistry();
  onTestFinished(async () => registry.close());
  const token = expand("ghp_<base62:30><crc32>", 3);
  registry.push("app", image({ layers: [gzipLayer([layer.file("token", token)])] }), { tags: ["1"] });
  const cwd = scratch();
  const runs = await Promise.all(
    Array.from({ length: 5 }, async () => exhume(["audit", "--quiet", "--fail-on", "never", registry.host], { cwd })),
  );
  // One that ends before another has not seen all of the case: 3 is right then.
  expect(runs.map(({ status, stderr }) => `${status === 3 ? 0 : status} ${stderr}`)).toEqual(runs.map(() => "0 "));
  const { stdout } = await exhume(["secrets", "--json"], { cwd });
  expect(JSON.parse(stdout).secrets ?? JSON.parse(stdout)).toHaveLength(1);
  expect(readdirSync(cwd).filter((name) => name.includes(".key"))).toEqual(["exhume.db.key"]);
});

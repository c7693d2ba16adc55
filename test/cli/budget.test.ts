import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";

const IMAGES = 12;

let registry: TestRegistry;
let folder: string;
beforeEach(async () => {
  registry = await startRegistry();
  folder = mkdtempSync(join(tmpdir(), "exhume-budget-"));
  for (let tag = 0; tag < IMAGES; tag++)
    registry.push("team/app", image({ layers: [gzipLayer([layer.file("name", `layer ${tag}`)])] }), {
      tags: [`v${tag}`],
    });
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

const gets = (kind: "blobs" | "manifests"): number =>
  registry.requests.filter(({ method, path }) => method === "GET" && path.includes(`/${kind}/`)).length;

describe("audit --budget", () => {
  it.each([
    ["bytes", "1kB", /^\d+ blobs? with \d+ bytes (?:is|are) left: the budget is spent \(the next blob does not fit/],
    ["pulls", "5pulls", /^\d+ images? (?:is|are) left: the budget is spent \(5 pulls are spent\)/],
    ["minutes", "0.0001m", /the budget is spent \(0.0001 minutes are over\): the same command goes on from there/],
  ])(
    "of %s ends with 3 and says what is left; the same command goes on, and nothing is pulled twice",
    async (_, budget, left) => {
      const first = await exhume(["audit", registry.host, "--budget", budget], { cwd: folder });
      expect(first.status, first.stderr).toBe(3);
      const ledger = await exhume(["coverage", "--json"], { cwd: folder });
      const reasons = JSON.parse(ledger.stdout).coverage.entries.map(({ reason }: { reason: string }) => reason);
      expect(reasons).toContainEqual(expect.stringMatching(left));
      expect((await exhume(["audit", registry.host], { cwd: folder })).status).toBe(0);
      // Each image has a config and a layer of its own.
      expect({ manifests: gets("manifests"), blobs: gets("blobs") }).toEqual({ manifests: IMAGES, blobs: 2 * IMAGES });
    },
  );
});

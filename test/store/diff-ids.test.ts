import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Digest } from "../../src/domain/digest.ts";
import type { BlobScan } from "../../src/domain/finding.ts";
import { openStore, type Store } from "../../src/store/store.ts";

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const descriptor = (digit: string) => ({ digest: digest(digit), mediaType: "application/octet-stream", size: 9 });
const CONFIG = "c";
const LAYERS = ["1", "2"];
const DIFF_IDS = ["d", "e"];

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exhume-diff-ids-"));
  store = openStore(join(folder, "case.db"), { create: true });
  const run = store.runs.start({ targets: ["r.example"], rulesetId: "rules", tool: "0" });
  const manifest = {
    ...{ digest: digest("a"), mediaType: "application/vnd.oci.image.manifest.v1+json", role: "image" as const },
    ...{ body: Buffer.from("{}"), config: descriptor(CONFIG), layers: LAYERS.map(descriptor) },
    ...{ manifests: [], annotations: {} },
  };
  store.images.record(run, { repository: { registry: "r.example", name: "app" }, tag: "1" }, manifest);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const scanned = (digit: string, more: Partial<BlobScan>): void => {
  store.scans.record({
    ...{ digest: digest(digit), kind: "layer", rulesetId: "rules", status: "scanned" },
    ...{ bytes: 9, unpackedBytes: 9, documents: 1, findings: [], skips: [] },
    ...more,
  });
};
const layers = (): void => {
  for (const digit of LAYERS) scanned(digit, {});
};
const config = (told: readonly string[]): void =>
  scanned(CONFIG, { kind: "config", config: { diffIds: told.map(digest), history: [], origin: {} } });
const namedBy = (digit: string) => store.imports.blobs(digest(digit)).map((blob) => blob.digest);

describe("a layer is found by its diffID", () => {
  it.each([
    { order: "its config is read first", read: [() => config(DIFF_IDS), layers] },
    { order: "its config is read later", read: [layers, () => config(DIFF_IDS)] },
  ])("when $order", ({ read }) => {
    for (const step of read) step();
    expect(DIFF_IDS.map(namedBy)).toEqual(LAYERS.map((digit) => [digest(digit)]));
  });

  it("not when the config lists other layers than the manifest", () => {
    config([...DIFF_IDS, "f"]);
    layers();
    expect([...DIFF_IDS, "f"].map(namedBy)).toEqual([[], [], []]);
  });
});

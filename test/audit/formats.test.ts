import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { digestOf, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { paxEntry, tarEntry } from "../support/tar.ts";

const END = Buffer.alloc(1024);
const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

let investigation: TestCase;
beforeEach(() => {
  investigation = createTestCase();
});
afterEach(() => investigation.remove());

describe("a Windows image", () => {
  const security = [
    ["MSWINDOWS.fileattr", "32"],
    ["MSWINDOWS.rawsd", "AQAEgBQAAAAkAAAA"],
  ] as const;
  const folders = [layer.directory("Files"), layer.directory("Files/app"), layer.directory("Hives")];
  const entries = [
    ...folders,
    layer.file("Files/app/.env", `GITHUB_TOKEN=${token(41)}\n`),
    layer.file("Files/app/left", `T=${token(42)}`),
    layer.file("Files\\app\\late", `T=${token(43)}`),
    layer.file("\\\\?\\C:\\odd", `T=${token(44)}`),
    layer.symlink("Files/link", "\\\\?\\C:\\app"),
    layer.file("Hives/Software_Delta", Buffer.concat([Buffer.from("regf"), Buffer.alloc(508)])),
  ];
  const lower = gzipLayer(Buffer.concat([...entries.flatMap((one) => [paxEntry(security), tarEntry(one)]), END]));
  const upper = gzipLayer([...folders, layer.whiteout("Files/app/.env"), layer.file("Files\\app\\.wh.late")]);

  it("shows paths as its containers see them, and what was deleted; its base is a named loss", async () => {
    const base = gzipLayer([layer.file("Files/Windows/x", "base")]);
    const built = image({ layers: [base, lower, upper], platform: { os: "windows", architecture: "amd64" } });
    const registry = await startRegistry();
    registry.push(
      "app",
      { ...built, blobs: new Map([...built.blobs].filter(([digest]) => digest !== base.digest)) },
      { tags: ["1"] },
    );
    await investigation.audit(registry.host);
    await registry.close();
    const { model } = await investigation.report();
    const shown = model.secrets.flatMap(({ occurrences }) =>
      occurrences.map(({ path, images }) => `${path} ${images[0]?.exposure}`),
    );
    expect(shown.sort()).toEqual([
      "C:/app/.env deleted",
      "C:/app/late deleted",
      "C:/app/left live",
      "\\\\?\\C:\\odd live",
    ]);
    const losses = model.coverage.entries.filter(({ status }) => status !== "unlistable");
    expect(losses).toMatchObject([{ status: "unreachable", subject: expect.stringContaining(base.digest) }]);
  });
});

describe("a foreign layer", () => {
  let registry: TestRegistry;
  let elsewhere: TestRegistry;
  const built = gzipLayer([layer.file("k", token(7))]);
  beforeEach(async () => {
    registry = await startRegistry();
    elsewhere = await startRegistry();
    elsewhere.push("base", image({ layers: [built] }), { tags: ["1"] });
    const base = image({ layers: [built] });
    const manifest = JSON.parse(Buffer.from(base.manifest.bytes).toString("utf8"));
    const at = `http://${elsewhere.host}/v2/base/blobs/${built.digest}`;
    manifest.layers[0].urls = [`http://127.0.0.1:1/${["login", "here"].join("=")}?s=1`, at];
    const bytes = Buffer.from(JSON.stringify(manifest));
    const changed = { bytes, digest: digestOf(bytes), mediaType: base.manifest.mediaType };
    registry.push(
      "app",
      { ...base, manifest: changed, manifests: new Map([[changed.digest, changed]]) },
      { tags: ["1"] },
    );
  });
  afterEach(async () => {
    await registry.close();
    await elsewhere.close();
  });
  const missing = (): void =>
    registry.faults.add({ path: `/v2/app/blobs/${built.digest}`, kind: "status", status: 404, times: Infinity });

  it("is not asked for elsewhere, and the ledger says how it can be", async () => {
    missing();
    await investigation.audit(registry.host);
    expect(elsewhere.requests).toEqual([]);
    expect((await investigation.report()).model.coverage.entries.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(new RegExp(`it is a foreign layer, --foreign-layers fetches it from ${elsewhere.host}$`)),
    );
  });

  it("is fetched when that is allowed, and its bytes are checked", async () => {
    missing();
    await createTestCase({ db: investigation.db, foreignLayers: true }).audit(registry.host);
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 1 } });
  });

  it("comes from the registry where it holds it", async () => {
    await createTestCase({ db: investigation.db, foreignLayers: true }).audit(registry.host);
    expect(elsewhere.requests).toEqual([]);
    expect((await investigation.report()).model.totals.secrets).toBe(1);
  });
});

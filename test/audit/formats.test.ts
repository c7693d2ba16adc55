import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/docker-registry.ts";
import { type BuiltBlob, digestOf, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { paxEntry, tarEntry } from "../support/tar.ts";
import { requireTool } from "../support/tools.ts";

const TOOLS = ["docker-registry", "skopeo", "umoci"].map(requireTool).every(Boolean);
const END = Buffer.alloc(1024);
const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

let investigation: TestCase;
beforeEach(() => {
  investigation = createTestCase();
});
afterEach(() => investigation.remove());

describe.skipIf(!TOOLS)("Docker schema 1, pushed by skopeo to a real registry", () => {
  let registry: DockerRegistry;
  beforeEach(async () => {
    registry = await startDockerRegistry({ schema1: true });
  });
  afterEach(async () => registry.stop());

  it("is scanned with its layers, environment and history, under the digest the registry gives it", async () => {
    const work = scratch();
    const run = (command: string, ...args: readonly string[]): void =>
      void execFileSync(command, args, { cwd: work, stdio: "pipe" });
    const insert = (content: string): void => {
      writeFileSync(join(work, "file"), content);
      run("umoci", "insert", "--rootless", "--image", "layout:app", "file", "/app/.env");
    };
    run("umoci", "init", "--layout", "layout");
    run("umoci", "new", "--image", "layout:app");
    insert(`GITHUB_TOKEN=${token(1)}\n`);
    insert("nothing\n");
    run("umoci", "config", "--image", "layout:app", "--config.env", `TOKEN=${token(2)}`);
    run(
      "umoci",
      "config",
      "--image",
      "layout:app",
      "--history.created_by",
      `RUN curl -H "Authorization: token ${token(3)}"`,
    );
    const to = `docker://${registry.host}/old:1`;
    run("skopeo", "copy", "--dest-tls-verify=false", "--format", "v2s1", "oci:layout:app", to);

    await investigation.audit(registry.host);
    const { model } = await investigation.report();
    expect(model.verdict).toBe("complete");
    const shown = model.secrets.flatMap(({ occurrences }) =>
      occurrences.flatMap(({ path, images }) => images.map(({ exposure, tags }) => `${path} ${exposure} ${tags}`)),
    );
    expect(shown.sort()).toEqual(["Env[TOKEN] env 1", "app/.env overwritten 1"]);
    // Its digest covers the signed part alone: by digest it is served again, so the second audit pulls nothing.
    const before = registry.fetches();
    await investigation.audit(registry.host);
    expect([...registry.fetches()]).toEqual([...before]);
  });
});

describe("what a descriptor holds itself", () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = await startRegistry();
  });
  afterEach(async () => registry.close());

  const json = (mediaType: string, value: object): BuiltBlob => {
    const bytes = Buffer.from(JSON.stringify(value));
    return { bytes, digest: digestOf(bytes), mediaType };
  };
  const inline = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

  const withInlineLayer = (data: (bytes: Uint8Array) => string) => {
    const built = gzipLayer([layer.file("app/.env", `K=${token(4)}`)]);
    const base = image({ layers: [built] });
    const manifest = JSON.parse(Buffer.from(base.manifest.bytes).toString("utf8"));
    manifest.layers[0].data = data(built.bytes);
    const changed = json(base.manifest.mediaType, manifest);
    return { layer: built, image: { ...base, manifest: changed, manifests: new Map([[changed.digest, changed]]) } };
  };

  it("a layer is scanned from the manifest and never asked for", async () => {
    const built = withInlineLayer(inline);
    registry.push("app", built.image, { tags: ["1"] });
    await investigation.audit(registry.host);
    expect(registry.fetches.get(built.layer.digest)).toBeUndefined();
    const { model } = await investigation.report();
    expect(model).toMatchObject({ verdict: "complete", totals: { secrets: 1 } });
    expect(model.secrets[0]?.occurrences.map(({ path }) => path)).toContain("app/.env");
  });

  it("bytes that are not what they claim are pulled from the registry", async () => {
    const built = withInlineLayer((bytes) => inline(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))));
    registry.push("app", built.image, { tags: ["1"] });
    await investigation.audit(registry.host);
    expect(registry.fetches.get(built.layer.digest)).toBe(1);
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 1 } });
  });

  it("a manifest in its index is not asked for", async () => {
    const child = image({ layers: [gzipLayer([layer.file("k", token(5))])] });
    const { digest, mediaType, bytes } = child.manifest;
    const above = json("application/vnd.oci.image.index.v1+json", {
      schemaVersion: 2,
      manifests: [{ digest, mediaType, size: bytes.length, data: inline(bytes) }],
    });
    registry.push("app", { ...child, manifest: above, manifests: new Map([[above.digest, above]]) }, { tags: ["1"] });
    await investigation.audit(registry.host);
    expect(
      registry.requests.filter(({ method, path }) => method === "GET" && path.endsWith(`/manifests/${digest}`)),
    ).toEqual([]);
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 1 } });
  });
});

it("schema 1 without a signature has the digest of its bytes", async () => {
  const registry = await startRegistry();
  const built = gzipLayer([layer.file("k", token(6))]);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 1,
      architecture: "amd64",
      fsLayers: [{ blobSum: built.digest }],
      history: [{ v1Compatibility: JSON.stringify({ os: "linux", container_config: { Cmd: ["COPY k /"] } }) }],
    }),
  );
  const manifest = {
    bytes,
    digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    mediaType: "application/vnd.docker.distribution.manifest.v1+json",
  };
  registry.push(
    "app",
    { manifest, manifests: new Map([[manifest.digest, manifest]]), blobs: new Map([[built.digest, built.bytes]]) },
    { tags: ["1"] },
  );
  await investigation.audit(registry.host);
  await registry.close();
  const { model } = await investigation.report();
  expect(model.verdict).toBe("complete");
  expect(model.secrets[0]?.occurrences[0]?.images[0]).toMatchObject({
    manifest: manifest.digest,
    layer: 0,
    historyLine: "COPY k /",
  });
});

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

import { describe, expect, it } from "vitest";
import type { Digest } from "../../src/domain/digest.ts";
import type { ImageSource } from "../../src/registry/source.ts";
import { collect } from "../support/collect.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import type { TestRegistry } from "../support/registry.ts";
import { listAll, listedGaps, listedNames, type OpenSource, openSource, testRegistry } from "../support/source.ts";

const signal = new AbortController().signal;

const open = async (registry: TestRegistry, path = "", options: OpenSource = {}): Promise<ImageSource> =>
  openSource(`${registry.host}${path}`, options);
const read = async (source: ImageSource, digest: Digest, size: number): Promise<Buffer> =>
  Buffer.concat(
    await collect(source.blob({ registry: source.registry, name: "app" }, { digest, size, mediaType: "" }, signal)),
  );

const big = gzipLayer([
  layer.file(
    "data",
    Buffer.alloc(300_000).map((_, index) => (index * 7919) % 251),
  ),
]);
const app = image({ layers: [big] });

describe("listing", () => {
  it("says for each repository that untagged manifests cannot be listed", async () => {
    const registry = await testRegistry();
    registry.push("app", app, { tags: ["1"] });
    expect(listedGaps(await listAll(await open(registry)))).toEqual([
      expect.stringContaining("unlistable untagged manifests"),
    ]);
  });

  it("takes the repositories a pattern names, and says when there are none", async () => {
    const registry = await testRegistry();
    registry.push("team/app", app, { tags: ["1"] });
    registry.push("other/app", app, { tags: ["1"] });
    expect(listedNames(await listAll(await open(registry, "/team/*")))).toEqual(["team/app:1"]);
    expect(listedGaps(await listAll(await open(registry, "/taem/*")))).toEqual([
      expect.stringContaining("skipped no repository"),
    ]);
  });

  it("one repository that fails does not end the listing of the others", async () => {
    const registry = await testRegistry();
    for (const name of ["a", "b", "c"]) registry.push(name, app, { tags: ["1"] });
    registry.faults.add({ path: "/v2/b/tags/list", kind: "status", status: 403, times: Infinity });
    const listed = await listAll(await open(registry));
    expect(listedNames(listed)).toEqual(["a:1", "c:1"]);
    expect(listedGaps(listed)).toContainEqual(expect.stringMatching(/unreachable listing tags of .*\/b: 403/));
  });

  it("a host that is not there is a gap in words", async () => {
    const registry = await testRegistry();
    const source = await open(registry);
    await registry.close();
    expect(listedGaps(await listAll(source))).toEqual([expect.stringContaining("connection refused")]);
  });
});

describe("logins", () => {
  it("a wrong password is a gap that names the status and no password", async () => {
    const registry = await testRegistry({ auth: { kind: "basic", user: "ann", password: "pw" } });
    registry.push("app", app, { tags: ["1"] });
    const [gap] = listedGaps(await listAll(await open(registry, "/app", { login: "ann:not-this" })));
    expect(gap).toContain("401 UNAUTHORIZED");
    expect(gap).not.toContain("not-this");
  });
});

describe("pulling", () => {
  it.each([1, 1000, 250_000])("goes on where a connection dropped at byte %i", async (at) => {
    const registry = await testRegistry();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({
      path: `/v2/app/blobs/${big.digest}`,
      kind: "cut",
      at: Math.min(at, big.bytes.length - 1),
      times: 2,
    });
    expect((await read(await open(registry, "/app"), big.digest, big.bytes.length)).equals(big.bytes)).toBe(true);
    expect(registry.fetches.get(big.digest)).toBeGreaterThan(1);
  });

  it("asks again for a manifest that broke off", async () => {
    const registry = await testRegistry();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({ path: /\/manifests\//, kind: "cut", at: 30 });
    const source = await open(registry, "/app");
    const pulled = await source.manifest({ repository: { registry: registry.host, name: "app" }, tag: "1" }, signal);
    expect(pulled.digest).toBe(app.manifest.digest);
  });

  it("waits as long as it is told, and tries again", async () => {
    const registry = await testRegistry();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({ path: `/v2/app/blobs/${big.digest}`, kind: "status", status: 429, retryAfter: "0" });
    registry.faults.add({ path: `/v2/app/blobs/${big.digest}`, kind: "status", status: 503 });
    expect((await read(await open(registry, "/app"), big.digest, big.bytes.length)).length).toBe(big.bytes.length);
  });

  it("names what it pulled, from where, and the status", async () => {
    const registry = await testRegistry();
    registry.push("app", app, { tags: ["1"] });
    const digest = `sha256:${"0".repeat(64)}`;
    await expect(read(await open(registry, "/app"), digest, 5)).rejects.toThrow(
      new RegExp(`pulling ${digest} of ${registry.host}/app: 404`),
    );
  });
});

import { afterEach, describe, expect, it } from "vitest";
import type { Digest } from "../../src/domain/digest.ts";
import { createHttp, type Http } from "../../src/registry/http/http.ts";
import { type OpenSources, openSources } from "../../src/registry/index.ts";
import { parseTarget } from "../../src/registry/reference.ts";
import type { ImageSource, Listed } from "../../src/registry/source.ts";
import { collect } from "../support/collect.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { type RegistryOptions, startRegistry, type TestRegistry } from "../support/registry.ts";

const signal = new AbortController().signal;
const FAST = { tries: 3, baseMs: 1, capMs: 2, patienceMs: 1000 };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const start = async (options: RegistryOptions = {}): Promise<TestRegistry> => {
  const registry = await startRegistry(options);
  closers.push(async () => registry.close());
  return registry;
};

interface Open {
  readonly login?: string;
}

const open = async (registry: TestRegistry, path = "", { login }: Open = {}): Promise<ImageSource> => {
  const http = createHttp({ policy: FAST });
  closers.push(async () => http.close());
  const inline = JSON.stringify({
    auths: login === undefined ? {} : { [registry.host]: { auth: Buffer.from(login).toString("base64") } },
  });
  const typed = `${registry.host}${path}`;
  const { sources } = await openSources([{ typed, target: parseTarget(typed) }], settings({ http, inline }), signal);
  return sources[0]!;
};

const settings = ({ http, inline }: { readonly http: Http; readonly inline: string }): OpenSources => ({
  http,
  places: { inline, files: [] },
  insecure: [],
  stdin: process.stdin,
  foreignLayers: false,
  onLimit: "stop",
  pullReserve: "10%",
  allowRealm: [],
  regions: [],
  profiles: [],
  awsLogin: false,
  endpoints: new Map(),
  engines: { docker: [], podman: [] },
});

const list = async (source: ImageSource): Promise<readonly Listed[]> => collect(source.images(signal));
const names = (listed: readonly Listed[]): readonly string[] =>
  listed
    .flatMap((item) =>
      "image" in item ? [`${item.image.repository.name}:${item.image.tag ?? item.image.digest}`] : [],
    )
    .sort();
const gaps = (listed: readonly Listed[]): readonly string[] =>
  listed.flatMap((item) => ("gap" in item ? [`${item.gap.status} ${item.gap.reason}`] : []));
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
  it("pages through catalog and tags", async () => {
    const registry = await start({ pageSize: 3 });
    for (let repository = 0; repository < 5; repository++)
      registry.push(`team/app${repository}`, app, { tags: ["1", "2", "3", "4"] });
    const listed = await list(await open(registry));
    expect(names(listed)).toHaveLength(20);
    expect(listed.filter((item) => "listed" in item)).toHaveLength(5);
  });

  it("says for each repository that untagged manifests cannot be listed", async () => {
    const registry = await start();
    registry.push("app", app, { tags: ["1"] });
    expect(gaps(await list(await open(registry)))).toEqual([expect.stringContaining("unlistable untagged manifests")]);
  });

  it("takes the repositories a pattern names, and says when there are none", async () => {
    const registry = await start();
    registry.push("team/app", app, { tags: ["1"] });
    registry.push("other/app", app, { tags: ["1"] });
    expect(names(await list(await open(registry, "/team/*")))).toEqual(["team/app:1"]);
    expect(gaps(await list(await open(registry, "/taem/*")))).toEqual([
      expect.stringContaining("skipped no repository"),
    ]);
  });

  it.each([401, 404] as const)("a catalog that answers %i is a gap with a hint", async (catalog) => {
    const registry = await start({ catalog });
    expect(gaps(await list(await open(registry)))).toEqual([
      expect.stringMatching(new RegExp(`unreachable .*${catalog}.*name them`)),
    ]);
  });

  it("one repository that fails does not end the listing of the others", async () => {
    const registry = await start();
    for (const name of ["a", "b", "c"]) registry.push(name, app, { tags: ["1"] });
    registry.faults.add({ path: "/v2/b/tags/list", kind: "status", status: 403, times: Infinity });
    const listed = await list(await open(registry));
    expect(names(listed)).toEqual(["a:1", "c:1"]);
    expect(gaps(listed)).toContainEqual(expect.stringMatching(/unreachable listing tags of .*\/b: 403/));
  });

  it("a host that is not there is a gap in words", async () => {
    const registry = await start();
    const source = await open(registry);
    await registry.close();
    expect(gaps(await list(source))).toEqual([expect.stringContaining("connection refused")]);
  });
});

describe("logins", () => {
  it.each([
    { kind: "basic", user: "ann", password: "pw" },
    { kind: "bearer", user: "ann", password: "pw" },
  ] as const)("$kind", async (auth) => {
    const registry = await start({ auth });
    registry.push("app", app, { tags: ["1"] });
    const source = await open(registry, "/app", { login: "ann:pw" });
    expect(names(await list(source))).toEqual(["app:1"]);
    expect((await read(source, big.digest, big.bytes.length)).equals(big.bytes)).toBe(true);
  });

  it("a wrong password is a gap that names the status and no password", async () => {
    const registry = await start({ auth: { kind: "basic", user: "ann", password: "pw" } });
    registry.push("app", app, { tags: ["1"] });
    const [gap] = gaps(await list(await open(registry, "/app", { login: "ann:not-this" })));
    expect(gap).toContain("401 UNAUTHORIZED");
    expect(gap).not.toContain("not-this");
  });

  it("many callers that need the same token cause one exchange", async () => {
    const registry = await start({ auth: { kind: "bearer", user: "ann", password: "pw" } });
    registry.push("app", app, { tags: ["1"] });
    const source = await open(registry, "/app", { login: "ann:pw" });
    await Promise.all(Array.from({ length: 20 }, async () => read(source, big.digest, big.bytes.length)));
    expect(registry.requests.filter(({ path }) => path.startsWith("/token"))).toHaveLength(1);
  });
});

describe("pulling", () => {
  it.each([1, 1000, 250_000])("goes on where a connection dropped at byte %i", async (at) => {
    const registry = await start();
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
    const registry = await start();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({ path: /\/manifests\//, kind: "cut", at: 30 });
    const source = await open(registry, "/app");
    const pulled = await source.manifest({ repository: { registry: registry.host, name: "app" }, tag: "1" }, signal);
    expect(pulled.digest).toBe(app.manifest.digest);
  });

  it("follows a redirect to storage without the login", async () => {
    const registry = await start({ redirectBlobs: true, auth: { kind: "basic", user: "ann", password: "pw" } });
    registry.push("app", app, { tags: ["1"] });
    const source = await open(registry, "/app", { login: "ann:pw" });
    expect((await read(source, big.digest, big.bytes.length)).equals(big.bytes)).toBe(true);
  });

  it("refuses bytes with another digest", async () => {
    const registry = await start();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({ path: `/v2/app/blobs/${big.digest}`, kind: "wrong-bytes", times: Infinity });
    await expect(read(await open(registry, "/app"), big.digest, big.bytes.length)).rejects.toThrow(/digest/);
  });

  it("waits as long as it is told, and tries again", async () => {
    const registry = await start();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({ path: `/v2/app/blobs/${big.digest}`, kind: "status", status: 429, retryAfter: "0" });
    registry.faults.add({ path: `/v2/app/blobs/${big.digest}`, kind: "status", status: 503 });
    expect((await read(await open(registry, "/app"), big.digest, big.bytes.length)).length).toBe(big.bytes.length);
  });

  it("names what it pulled, from where, and the status", async () => {
    const registry = await start();
    registry.push("app", app, { tags: ["1"] });
    const digest = `sha256:${"0".repeat(64)}`;
    await expect(read(await open(registry, "/app"), digest, 5)).rejects.toThrow(
      new RegExp(`pulling ${digest} of ${registry.host}/app: 404`),
    );
  });

  it("does not believe a manifest of another digest", async () => {
    const registry = await start();
    registry.push("app", app, { tags: ["1"] });
    registry.faults.add({ path: `/v2/app/manifests/${app.manifest.digest}`, kind: "wrong-bytes" });
    const source = await open(registry, "/app");
    await expect(
      source.manifest({ repository: { registry: registry.host, name: "app" }, digest: app.manifest.digest }, signal),
    ).rejects.toThrow(/another manifest|not a JSON|descriptor/);
  });
});

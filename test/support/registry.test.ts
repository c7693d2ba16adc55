import { afterEach, describe, expect, it } from "vitest";
import { digestOf, gzipLayer, image, index, layer } from "./image.ts";
import { type RegistryOptions, startRegistry, type TestRegistry } from "./registry.ts";

const base = gzipLayer([layer.file("etc/os-release", "ID=test\n".repeat(200))]);
const app = image({ layers: [base] });
const both = index([app, image({ layers: [base], platform: { os: "linux", architecture: "arm64" } })]);
const OCI = "application/vnd.oci.image.manifest.v1+json";

let registry: TestRegistry;
afterEach(() => registry.close());

const start = async (options: RegistryOptions = {}): Promise<void> => {
  registry = await startRegistry(options);
  registry.push("shop/api", app, { tags: ["1", "2", "3"] });
};
const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(url(path), init);
const url = (path: string): string => new URL(path, `http://${registry.host}`).href;
const blobPath = `/v2/shop/api/blobs/${base.digest}`;
const manifestPath = "/v2/shop/api/manifests/1";
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe("content", () => {
  it("serves manifests by tag and digest, blobs, and children of an index", async () => {
    await start();
    registry.push("shop/web", both, { tags: ["latest"] });
    const byTag = await get("/v2/shop/web/manifests/latest");
    expect(byTag.headers.get("content-type")).toBe("application/vnd.oci.image.index.v1+json");
    expect(byTag.headers.get("docker-content-digest")).toBe(digestOf(await bytesOf(byTag)));
    const child = await get(`/v2/shop/web/manifests/${app.manifest.digest}`);
    expect(digestOf(await bytesOf(child))).toBe(app.manifest.digest);
    expect(digestOf(await bytesOf(await get(blobPath)))).toBe(base.digest);
  });

  it("answers HEAD with the length and no body", async () => {
    await start();
    const head = await get(blobPath, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(base.bytes.length));
    expect(await bytesOf(head)).toHaveLength(0);
    expect(registry.fetches.size).toBe(0);
  });

  it("keeps what is pushed to one repository out of the others", async () => {
    await start();
    registry.push("shop/other", image({ layers: [] }), { tags: ["1"] });
    expect((await get(`/v2/shop/other/blobs/${base.digest}`)).status).toBe(404);
    expect((await get(`/v2/nothing/blobs/${base.digest}`)).status).toBe(404);
  });

  it("serves ranges", async () => {
    await start();
    const rest = await get(blobPath, { headers: { range: "bytes=10-" } });
    expect([rest.status, rest.headers.get("content-range")]).toEqual([
      206,
      `bytes 10-${base.bytes.length - 1}/${base.bytes.length}`,
    ]);
    expect(await bytesOf(rest)).toEqual(Buffer.from(base.bytes.subarray(10)));
    expect((await get(blobPath, { headers: { range: "bytes=99999-" } })).status).toBe(416);
  });

  it("refuses a manifest that the client does not accept, and forgets a tag", async () => {
    await start();
    expect((await get(manifestPath, { headers: { accept: "application/json" } })).status).toBe(404);
    expect((await get(manifestPath, { headers: { accept: OCI } })).status).toBe(200);
    registry.untag("shop/api", "1");
    expect((await get(manifestPath)).status).toBe(404);
    expect((await get(`/v2/shop/api/manifests/${app.manifest.digest}`)).status).toBe(200);
  });

  it("counts each GET of a digest, by tag or digest", async () => {
    await start();
    for (const path of [manifestPath, "/v2/shop/api/manifests/2", blobPath, blobPath, blobPath]) await get(path);
    expect(Object.fromEntries(registry.fetches)).toEqual({ [app.manifest.digest]: 2, [base.digest]: 3 });
    expect(registry.requests).toHaveLength(5);
    expect(registry.requests[0]).toEqual({ method: "GET", path: manifestPath, status: 200 });
  });
});

describe("paging", () => {
  const walk = async (path: string, key: "tags" | "repositories"): Promise<readonly string[][]> => {
    const pages: string[][] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const response: Response = await get(next);
      pages.push(((await response.json()) as Record<string, string[]>)[key]!);
      next = /<(.+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    }
    return pages;
  };

  it.each([
    ["the server's limit", "", 2],
    ["the client's n", "?n=1", 1],
    ["n above the limit", "?n=1000", 2],
    ["last", "?last=1", 2],
  ])("pages tags by %s", async (name, query, size) => {
    await start({ pageSize: 2 });
    const pages = await walk(`/v2/shop/api/tags/list${query}`, "tags");
    expect(pages[0]).toHaveLength(size);
    expect(pages.flat()).toEqual(name === "last" ? ["2", "3"] : ["1", "2", "3"]);
  });

  it("pages the catalog, which may be off", async () => {
    await start({ pageSize: 1 });
    registry.push("a", app, {});
    expect(await walk("/v2/_catalog", "repositories")).toEqual([["a"], ["shop/api"]]);
    await registry.close();
    await start({ catalog: 401 });
    expect((await get("/v2/_catalog")).status).toBe(401);
  });
});

describe("referrers", () => {
  it("lists what names a subject, or is not there", async () => {
    await start();
    const bytes = Buffer.from(JSON.stringify({ subject: { digest: app.manifest.digest }, artifactType: "test/sbom" }));
    const manifest = { bytes, digest: digestOf(bytes), mediaType: OCI };
    const referrer = { manifest, manifests: new Map([[manifest.digest, manifest]]), blobs: new Map() };
    registry.push("shop/api", referrer, {});
    const path = `/v2/shop/api/referrers/${app.manifest.digest}`;
    expect(await (await get(path)).json()).toMatchObject({
      manifests: [{ digest: manifest.digest, size: bytes.length, artifactType: "test/sbom" }],
    });
    await registry.close();
    await start({ referrers: false });
    expect((await get(path)).status).toBe(404);
  });
});

describe("auth", () => {
  const login = { user: "auditor", password: "p".repeat(12) };
  const basic = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  const token = async (scope: string): Promise<string> => {
    const answer = await get(`/token?service=x&scope=${scope}`, { headers: { authorization: basic } });
    return `Bearer ${((await answer.json()) as { token: string }).token}`;
  };
  const statusWith = async (authorization: string, path = manifestPath): Promise<number> =>
    (await get(path, { headers: { authorization } })).status;

  it("basic: asks, refuses another password, lets in", async () => {
    await start({ auth: { kind: "basic", ...login } });
    const asked = await get("/v2/");
    expect([asked.status, asked.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="test registry"']);
    expect(await statusWith(`${basic}AA`)).toBe(401);
    expect(await statusWith(basic)).toBe(200);
  });

  it("bearer: names its token server and the scope, and holds a token to its scope", async () => {
    await start({ auth: { kind: "bearer", ...login } });
    const challenge = (await get(manifestPath)).headers.get("www-authenticate");
    expect(challenge).toBe(
      `Bearer realm="http://${registry.host}/token",service="test registry",scope="repository:shop/api:pull"`,
    );
    expect((await get("/token?scope=repository:shop/api:pull")).status).toBe(401);
    expect(await statusWith(await token("repository:shop/api:pull"))).toBe(200);
    expect(await statusWith(await token("repository:shop/web:pull"))).toBe(401);
    expect(await statusWith(await token("registry:catalog:*"), "/v2/_catalog")).toBe(200);
  });

  it.each([
    ["age", { expiresIn: 0 }, [401]],
    ["use", { uses: 2 }, [200, 200, 401]],
  ])("bearer: a token expires by %s", async (_, limits, statuses) => {
    await start({ auth: { kind: "bearer", ...login, ...limits } });
    const bearer = await token("repository:shop/api:pull");
    for (const status of statuses) expect(await statusWith(bearer)).toBe(status);
  });

  it("bearer: gives a token for a refresh token, and to anybody when no user is set", async () => {
    await start({ auth: { kind: "bearer", ...login } });
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: login.password });
    expect((await get("/token", { method: "POST", body })).status).toBe(200);
    await registry.close();
    await start({ auth: { kind: "bearer" } });
    expect((await get("/token?scope=repository:shop/api:pull")).status).toBe(200);
  });
});

describe("faults", () => {
  it("answers a status some times, with Retry-After", async () => {
    await start();
    registry.faults.add({ kind: "status", status: 429, retryAfter: "1", path: /\/blobs\//, times: 2 });
    const answers = [await get(blobPath), await get(blobPath), await get(blobPath)];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[0]!.headers.get("retry-after")).toBe("1");
    expect(registry.fetches.get(base.digest)).toBe(1);
  });

  it("cuts the body at a byte", async () => {
    await start();
    registry.faults.add({ kind: "cut", at: 20, path: blobPath });
    const reader = (await get(blobPath)).body!.getReader();
    expect((await reader.read()).value).toHaveLength(20);
    await expect(reader.read()).rejects.toThrow();
    expect(digestOf(await bytesOf(await get(blobPath)))).toBe(base.digest);
  });

  it("stalls, until the client goes away", async () => {
    await start();
    registry.faults.add({ kind: "stall", at: 20, path: blobPath });
    const reader = (await get(blobPath, { signal: AbortSignal.timeout(200) })).body!.getReader();
    expect((await reader.read()).value).toHaveLength(20);
    await expect(reader.read()).rejects.toThrow(/abort/i);
  });

  it("sends other bytes of the same length", async () => {
    await start();
    registry.faults.add({ kind: "wrong-bytes", path: blobPath });
    const spoilt = await bytesOf(await get(blobPath));
    expect(spoilt).toHaveLength(base.bytes.length);
    expect(digestOf(spoilt)).not.toBe(base.digest);
  });

  it("is slow, and clears", async () => {
    await start();
    registry.faults.add({ kind: "slow", delay: 10_000, path: blobPath, times: 9 });
    await expect(get(blobPath, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/abort/i);
    registry.faults.clear();
    expect((await get(blobPath)).status).toBe(200);
  });
});

describe("redirected blobs", () => {
  it("come from a second server, which refuses an Authorization header and an unsigned address", async () => {
    await start({ redirectBlobs: true });
    const redirect = await get(blobPath, { redirect: "manual" });
    const location = redirect.headers.get("location")!;
    expect([redirect.status, new URL(location).host === registry.host]).toEqual([307, false]);
    expect((await fetch(location, { headers: { authorization: "Basic x" } })).status).toBe(400);
    expect((await fetch(location.replace(/\?.*/, ""))).status).toBe(403);
    expect(registry.fetches.size).toBe(0);
    expect(digestOf(await bytesOf(await fetch(location)))).toBe(base.digest);
    expect(registry.fetches.get(base.digest)).toBe(1);
  });
});

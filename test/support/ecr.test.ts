import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DockerRegistry, startDockerRegistry } from "./docker-registry.ts";
import { AWS_ENV, startEcr, type TestEcr } from "./ecr.ts";
import { gzipLayer, image, layer } from "./image.ts";
import { pushImage } from "./push-image.ts";
import { requireTool } from "./tools.ts";

const built = image({ layers: [gzipLayer([layer.file("a", "a")])] });

describe.skipIf(!requireTool("docker-registry"))("the facade of ECR", () => {
  let registry: DockerRegistry;
  let ecr: TestEcr;
  beforeAll(async () => {
    registry = await startDockerRegistry();
    await pushImage(built, { host: registry.host, name: "app", tags: ["a", "b"] });
    ecr = await startEcr({ registry });
  });
  afterAll(async () => {
    await ecr?.close();
    await registry?.stop();
  });

  const call = async (operation: string, body: object): Promise<Record<string, unknown>> => {
    const headers = {
      "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${AWS_ENV.AWS_ACCESS_KEY_ID}/20260101/eu-west-1/ecr/aws4_request`,
    };
    const answer = await fetch(ecr.url, { method: "POST", headers, body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, unknown>;
  };
  const login = async (): Promise<string> => {
    const { authorizationData } = await call("GetAuthorizationToken", {});
    return `Basic ${(authorizationData as readonly { readonly authorizationToken: string }[])[0]!.authorizationToken}`;
  };
  const get = async (path: string, authorization?: string): Promise<Response> => {
    const [own = ""] = ecr.endpoints();
    const headers = authorization === undefined ? {} : { authorization };
    return fetch(`${own.replace(/^[^=]*=/, "")}${path}`, { headers, redirect: "manual" });
  };

  it("asks for a login, and refuses one that died without a challenge", async () => {
    const authorization = await login();
    const anonymous = await get("/v2/app/tags/list");
    expect([anonymous.status, anonymous.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining("Basic"),
    ]);
    expect((await get("/v2/app/tags/list", authorization)).status).toBe(200);
    ecr.expireLogins();
    const expired = await get("/v2/app/tags/list", authorization);
    expect([expired.status, expired.headers.get("www-authenticate")]).toEqual([403, null]);
    expect(await expired.text()).toContain("expired");
  });

  it("pages tags, and refuses pages of more than a thousand", async () => {
    const authorization = await login();
    const page = await get("/v2/app/tags/list?n=1", authorization);
    expect([await page.json(), page.headers.get("link")]).toEqual([
      { name: "app", tags: ["a"] },
      '</v2/app/tags/list?n=1&last=a>; rel="next"',
    ]);
    expect((await get("/v2/app/tags/list?n=1001", authorization)).status).toBe(405);
  });

  it("redirects blobs to where an Authorization header is refused, and nothing but the signature lets in", async () => {
    const redirect = await get(`/v2/app/blobs/${built.config.digest}`, await login());
    expect(redirect.status).toBe(307);
    const bucket = ecr.endpoints()[1]!.replace(/^[^=]*=/, "");
    const { pathname, search } = new URL(redirect.headers.get("location") ?? "");
    const status = async (path: string, headers = {}): Promise<number> =>
      (await fetch(`${bucket}${path}`, { headers })).status;
    expect(await status(`${pathname}${search}`)).toBe(200);
    expect(await status(`${pathname}${search}`, { authorization: "Basic any" })).toBe(400);
    expect(await status(pathname)).toBe(403);
  });

  it("leaves archived images out unless it is asked for any, and gives no manifest of them", async () => {
    const { digest } = built.manifest;
    ecr.archive("app", digest);
    expect(await call("DescribeImages", { repositoryName: "app" })).toEqual({ imageDetails: [] });
    expect(await call("DescribeImages", { repositoryName: "app", filter: { imageStatus: "ANY" } })).toEqual({
      imageDetails: [expect.objectContaining({ imageDigest: digest, imageTags: ["a", "b"], imageStatus: "ARCHIVED" })],
    });
    const imageIds = [{ imageDigest: digest }];
    expect(await call("BatchGetImage", { repositoryName: "app", imageIds })).toMatchObject({
      images: [],
      failures: [{ failureCode: "ImageNotFound" }],
    });
  });
});

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ecrProvider } from "../../../src/registry/providers/ecr.ts";
import { collect } from "../../support/collect.ts";

const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const signal = new AbortController().signal;
const digest = (number: number): string => `sha256:${String(number).padStart(64, "0")}`;

type Answer = Readonly<Record<string, unknown>> | { readonly status: number; readonly __type: string };
let server: Server;
let asked: { readonly operation: string; readonly body: Record<string, unknown> }[];
let answers: Record<string, (body: Record<string, unknown>) => Answer>;

/** ECR's JSON 1.1 protocol on loopback; the SDK is pointed at it as its users would. */
beforeEach(async () => {
  asked = [];
  server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const body = (await json(request)) as Record<string, unknown>;
    asked.push({ operation, body });
    const answer = answers[operation]?.(body) ?? { status: 400, __type: "AccessDeniedException" };
    response
      .writeHead("status" in answer ? Number(answer.status) : 200, { "content-type": "application/x-amz-json-1.1" })
      .end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv("AWS_ENDPOINT_URL_ECR", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", ["AKIA", "TESTTESTTEST"].join(""));
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "for-tests");
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

describe("which hosts are ECR", () => {
  it.each([
    [HOST, true],
    ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", true],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", true],
    ["123456789012.dkr-ecr.eu-west-1.on.aws", true],
    [`${HOST}.evil.example`, false],
    [`evil${HOST}`, false],
    ["12345.dkr.ecr.eu-west-1.amazonaws.com", false],
    ["public.ecr.aws", false],
  ])("%s: %s", (host, matches) => {
    expect(ecrProvider().matches(host)).toBe(matches);
  });
});

describe("listing", () => {
  it("pages through repositories of the account", async () => {
    answers = {
      DescribeRepositories: ({ nextToken }) =>
        nextToken === undefined
          ? { repositories: [{ repositoryName: "a" }], nextToken: "2" }
          : { repositories: [{ repositoryName: "b" }] },
    };
    expect(await collect(ecrProvider().repositories!(HOST, signal))).toEqual(["a", "b"]);
    expect(asked[0]!.body).toMatchObject({ registryId: "123456789012", maxResults: 1000 });
  });

  it("lists tagged and untagged images, and says which are archived", async () => {
    answers = {
      DescribeImages: () => ({
        imageDetails: [
          { imageDigest: digest(1), imageTags: ["1", "latest"], imagePushedAt: 1_700_000_000 },
          { imageDigest: digest(2) },
          { imageDigest: digest(3), imageStatus: "ARCHIVED" },
        ],
      }),
    };
    const repository = { registry: HOST, name: "team/app" };
    const listed = await collect(ecrProvider().images!(repository, signal));
    expect(listed).toEqual([
      { image: { repository, digest: digest(1), tag: "1", pushedAt: "2023-11-14T22:13:20.000Z" } },
      { image: { repository, digest: digest(1), tag: "latest", pushedAt: "2023-11-14T22:13:20.000Z" } },
      { image: { repository, digest: digest(2) } },
      {
        gap: expect.objectContaining({
          scope: "manifest",
          status: "skipped",
          reason: expect.stringContaining("archived"),
        }),
      },
    ]);
    expect(asked[0]!.body).toMatchObject({ filter: { imageStatus: "ANY", tagStatus: "ANY" } });
  });

  it("an access that is denied names what was asked and the failure", async () => {
    answers = {};
    await expect(collect(ecrProvider().repositories!(HOST, signal))).rejects.toThrow(
      `listing repositories of ${HOST}: AccessDeniedException`,
    );
  });
});

describe("the login", () => {
  it("is the token of the account, asked for once", async () => {
    answers = {
      GetAuthorizationToken: () => ({
        authorizationData: [
          { authorizationToken: Buffer.from("AWS:token").toString("base64"), expiresAt: Date.now() / 1000 + 43_200 },
        ],
      }),
    };
    const provider = ecrProvider();
    for (const name of ["a", "b"])
      expect(await provider.credential(HOST, name, signal)).toMatchObject({
        kind: "basic",
        username: "AWS",
        password: "token",
      });
    expect(asked).toHaveLength(1);
  });
});

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ecrProvider } from "../../../src/registry/aws/ecr.ts";
import { openEcr } from "../../../src/registry/aws/open-ecr.ts";
import { createHttp } from "../../../src/registry/http/http.ts";
import { createLanes } from "../../../src/registry/http/lanes.ts";
import { LANES } from "../../../src/registry/http/politeness.ts";
import { PullError } from "../../../src/registry/pull-error.ts";
import { createRegistrySource } from "../../../src/registry/registry-source.ts";
import { collect } from "../../support/collect.ts";
import { digestOf } from "../../support/layer.ts";

const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const SETTINGS = {
  places: { files: [] },
  profiles: [],
  endpoints: new Map<string, string>(),
  awsLogin: true,
  tries: 1,
  http: { lanes: createLanes({ endpoints: new Map() }) },
};
const api = { tags: async function* () {}, head: async () => undefined, identity: async () => "AWS" };
const provider = () => ecrProvider({ ...SETTINGS });
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
    ["123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", true],
    ["123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", true],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn", false],
    ["123456789012.dkr.ecr.eu-west-1.on.aws", false],
    ["public.ecr.aws", false],
  ])("%s: %s", (host, matches) => {
    expect(provider().matches(host)).toBe(matches);
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
    const named = await collect(provider().repositories!({ registry: HOST, pattern: undefined }, signal));
    expect(named.flatMap((item) => ("name" in item ? [item.name] : []))).toEqual(["a", "b"]);
    expect(asked.find(({ operation }) => operation === "DescribeRepositories")!.body).toMatchObject({
      registryId: "123456789012",
      maxResults: 1000,
    });
  });

  it("says where else the images are", async () => {
    answers = {
      DescribeRegistry: () => ({
        registryId: "123456789012",
        replicationConfiguration: {
          rules: [{ destinations: [{ region: "us-east-1", registryId: "210987654321" }] }],
        },
      }),
      DescribeRepositories: () => ({ repositories: [] }),
    };
    const said = await collect(provider().repositories!({ registry: HOST, pattern: undefined }, signal));
    expect(said).toEqual([
      {
        gap: {
          scope: "registry",
          subject: HOST,
          status: "unlistable",
          reason: "it replicates to 210987654321.dkr.ecr.us-east-1.amazonaws.com: audit that as well",
        },
      },
    ]);
  });

  it("says nothing of where the images are too when that is audited with it", async () => {
    const settings = { ...SETTINGS };
    const places = [{ region: "us-east-1", registryId: "123456789012" }];
    answers = {
      DescribeRegistry: () => ({
        registryId: "123456789012",
        replicationConfiguration: { rules: [{ destinations: places }] },
      }),
      DescribeRepositories: () => ({ repositories: [] }),
    };
    const both = ecrProvider(settings);
    for (const region of ["eu-west-1", "us-east-1"]) await openEcr({ kind: "ecr", region }, settings, signal);
    expect(await collect(both.repositories!({ registry: HOST, pattern: undefined }, signal))).toEqual([]);
  });

  it("lists tagged and untagged images, and says which are archived", async () => {
    answers = {
      DescribeImages: () => ({
        imageDetails: [
          { imageDigest: digest(1), imageTags: ["1", "latest"], imagePushedAt: 1_700_000_000 },
          { imageDigest: digest(2), lastRecordedPullTime: 1_700_000_000, imageSizeInBytes: 7 },
          { imageDigest: digest(3), imageStatus: "ARCHIVED" },
        ],
      }),
    };
    const repository = { registry: HOST, name: "team/app" };
    const listed = await collect(provider().images!(repository, api, signal));
    expect(listed).toEqual([
      { image: { repository, digest: digest(1), tag: "1", pushedAt: "2023-11-14T22:13:20.000Z" } },
      { image: { repository, digest: digest(1), tag: "latest", pushedAt: "2023-11-14T22:13:20.000Z" } },
      { image: { repository, digest: digest(2), pulledAt: "2023-11-14T22:13:20.000Z", size: 7 } },
      {
        gap: expect.objectContaining({
          scope: "manifest",
          status: "skipped",
          reason: expect.stringContaining("archived"),
        }),
        present: [{ repository, digest: digest(3) }],
      },
      { listed: { repository, method: "DescribeImages", identity: "AWS", exhaustive: true, visibility: "private" } },
    ]);
    expect(asked[0]!.body).toMatchObject({ filter: { imageStatus: "ANY", tagStatus: "ANY" } });
  });

  it("falls back to ListImages where DescribeImages is denied, archived images still told apart", async () => {
    answers = {
      ListImages: ({ filter }) =>
        (filter as { imageStatus?: string }).imageStatus === "ARCHIVED"
          ? { imageIds: ["3", "old"].map((imageTag) => ({ imageDigest: digest(3), imageTag })) }
          : {
              imageIds: [
                { imageDigest: digest(1), imageTag: "1" },
                { imageDigest: digest(2) },
                { imageDigest: digest(3), imageTag: "3" },
              ],
            },
    };
    const repository = { registry: HOST, name: "team/app" };
    expect(await collect(provider().images!(repository, api, signal))).toEqual([
      {
        gap: expect.objectContaining({ subject: `${HOST}/team/app@${digest(3)}` }),
        present: ["3", "old"].map((tag) => ({ repository, digest: digest(3), tag })),
      },
      { image: { repository, digest: digest(1), tag: "1" } },
      { image: { repository, digest: digest(2) } },
      { listed: expect.objectContaining({ method: "ListImages" }) },
    ]);
  });

  it("an access that is denied names what was asked and the failure", async () => {
    answers = {};
    await expect(collect(provider().repositories!({ registry: HOST, pattern: undefined }, signal))).rejects.toThrow(
      `listing repositories of ${HOST}: AccessDeniedException`,
    );
  });
});

describe("the API of a host", () => {
  it.each([
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "api.ecr.eu-west-1.amazonaws.com"],
    ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "ecr-fips.us-gov-west-1.amazonaws.com"],
    ["123456789012.dkr-ecr.eu-west-1.on.aws", "ecr.eu-west-1.api.aws"],
    ["123456789012.dkr-ecr-fips.us-east-1.on.aws", "ecr-fips.us-east-1.api.aws"],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "api.ecr.cn-north-1.amazonaws.com.cn"],
  ])("of %s is %s", async (registry, address) => {
    vi.stubEnv("AWS_ENDPOINT_URL_ECR", undefined);
    const connected: string[] = [];
    const proxy = createServer().on("connect", (request, socket) => {
      connected.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const https = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const own = ecrProvider({ ...SETTINGS, proxy: { https } });
    await expect(collect(own.repositories!({ registry, pattern: undefined }, signal))).rejects.toThrow(PullError);
    proxy.close();
    expect(new Set(connected)).toEqual(new Set([expect.stringContaining(`${address}:443`)]));
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
    const own = provider();
    for (const name of ["a", "b"])
      expect(await own.credential(HOST, name, signal)).toMatchObject({
        kind: "basic",
        username: "AWS",
        password: "token",
      });
    expect(asked).toHaveLength(1);
  });
});

describe("manifests", () => {
  const repository = { registry: HOST, name: "team/app" };

  it("come a hundred in a call; one that is missing does not cost the others", async () => {
    answers = {
      BatchGetImage: () => ({
        images: [{ imageId: { imageDigest: digest(1) }, imageManifest: "{}", imageManifestMediaType: "type" }],
        failures: [{ imageId: { imageDigest: digest(2) }, failureCode: "ImageNotFound" }],
      }),
    };
    const { bulk } = provider();
    const pulled = await bulk!.pull(repository, [digest(1), digest(2), digest(3)], signal);
    expect(bulk!.size).toBe(100);
    expect(pulled.get(digest(1))).toEqual({ body: Buffer.from("{}"), mediaType: "type" });
    expect(pulled.get(digest(2))).toMatchObject({ absent: true, message: expect.stringContaining("ImageNotFound") });
    expect(pulled.get(digest(3))).toBeInstanceOf(PullError);
  });

  it("a refused call is the reason of each", async () => {
    answers = {};
    const pulled = await provider().bulk!.pull(repository, [digest(1)], signal);
    expect(pulled.get(digest(1))).toMatchObject({ message: expect.stringContaining("AccessDeniedException") });
  });
});

describe("through a source", () => {
  it("300 references of one repository take three calls, and each digest is checked", async () => {
    const bodies = Array.from({ length: 300 }, (_, number) =>
      JSON.stringify({ schemaVersion: 2, layers: [], n: number }),
    );
    const digests = bodies.map((body) => digestOf(Buffer.from(body)));
    answers = {
      BatchGetImage: ({ imageIds }) => ({
        images: (imageIds as { imageDigest: string }[]).map((imageId) => {
          const at = digests.indexOf(imageId.imageDigest);
          return { imageId, imageManifest: at === 7 ? '{"layers":[]}' : bodies[at], imageManifestMediaType: "" };
        }),
      }),
    };
    const http = createHttp();
    const source = createRegistrySource({
      registry: HOST,
      provider: provider(),
      http,
      targets: [],
      insecure: false,
      allowRealm: [],
      foreignLayers: false,
    });
    const repository = { registry: HOST, name: "app" };
    const results = await Promise.allSettled(
      digests.map(async (one) => source.manifest({ repository, digest: one }, signal)),
    );
    await http.close();
    expect(asked.map(({ operation }) => operation)).toEqual(["BatchGetImage", "BatchGetImage", "BatchGetImage"]);
    expect(results.flatMap(({ status }, at) => (status === "rejected" ? [at] : []))).toEqual([7]);
  });
});

describe("calls to the API", () => {
  it("are so many at a time as the lane has places", async () => {
    let underWay = 0;
    let most = 0;
    server.removeAllListeners("request").on("request", async (_request, response) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay--;
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify({ images: [] }));
    });
    const one = provider();
    const digests = [digest(1)] as const;
    await Promise.all(
      Array.from({ length: 12 }, async (_, number) =>
        one.bulk?.pull({ registry: HOST, name: `app-${number}` }, digests as never, signal),
      ),
    );
    expect(most).toBe(LANES["ecr-manifests"].most);
  });
});

describe("an account and region", () => {
  const target = { kind: "ecr", region: "eu-west-1" } as const;

  it("is the registry its account has there", async () => {
    answers = { DescribeRegistry: () => ({ registryId: "123456789012" }) };
    expect(await openEcr(target, { ...SETTINGS }, signal)).toEqual({
      targets: [{ kind: "registry", registry: HOST }],
      gaps: [],
      names: [HOST, "ecr:eu-west-1"],
    });
  });

  it("is known from its login where DescribeRegistry is denied", async () => {
    answers = {
      GetAuthorizationToken: () => ({
        authorizationData: [{ authorizationToken: "QVdTOng=", proxyEndpoint: `https://${HOST}` }],
      }),
    };
    expect(await openEcr(target, { ...SETTINGS }, signal)).toMatchObject({ names: [HOST, "ecr:eu-west-1"] });
  });

  it("that is refused is said, and does not end the audit of the others", async () => {
    answers = { DescribeRegistry: () => ({ status: 400, __type: "UnrecognizedClientException" }) };
    const opened = await openEcr(target, { ...SETTINGS }, signal);
    expect(opened.targets).toEqual([]);
    expect(await collect(opened.gaps[0]!.images(signal))).toEqual([
      {
        gap: expect.objectContaining({
          subject: "ecr:eu-west-1",
          status: "unreachable",
          reason: expect.stringContaining("not enabled"),
        }),
      },
    ]);
  });
});

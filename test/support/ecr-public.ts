import type { IncomingMessage, ServerResponse } from "node:http";
import type { DockerRegistry } from "./docker-registry.ts";
import { storedRegistry } from "./ecr-contents.ts";
import { AwsRefusal, type AwsRequest, type JsonService, listen, pageOf, startJsonService } from "./ecr-json.ts";
import { forward, listTags, refuse } from "./ecr-registry.ts";

const HOST = "public.ecr.aws";
const API = "api.ecr-public.us-east-1.amazonaws.com";

export interface EcrPublicOptions {
  /** Holds the repositories of every alias, `alias/name`. */
  readonly registry: DockerRegistry;
  /** Aliases of the account that asks; the first is the primary one, under which its repositories are. */
  readonly aliases: readonly string[];
  readonly pageSize?: number;
}

export interface TestEcrPublic extends Pick<JsonService, "calls" | "fail"> {
  /** `HOST=URL`, for --endpoint. */
  readonly endpoints: readonly string[];
  /** `GET 200 /v2/acme/app/tags/list`, without queries. */
  readonly requests: readonly string[];
  /** Names of those who asked for tokens: `anonymous`, `AWS`. */
  readonly tokensFor: readonly string[];
  /** Tokens given so far die. */
  expireTokens(): void;
  close(): Promise<void>;
}

/** ECR Public (registries.md 1.3): its API for the own account, and a registry that takes bearer tokens only. */
export const startEcrPublic = async (options: EcrPublicOptions): Promise<TestEcrPublic> => {
  const requests: string[] = [];
  const tokensFor: string[] = [];
  let generation = 1;
  const api = await startJsonService(createOperations(options));
  const stored = storedRegistry(options.registry.store);
  const registry = await listen(async (request, response) => {
    const url = new URL(request.url ?? "", `https://${HOST}`);
    response.on("finish", () => requests.push(`${request.method} ${response.statusCode} ${url.pathname}`));
    if (url.pathname === "/token/") {
      tokensFor.push(userOf(request));
      const token = `token-${generation}-${url.searchParams.get("scope")}`;
      return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token }));
    }
    const name = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1] ?? "";
    if (refused(request, response, `token-${generation}-repository:${name}:pull`)) return;
    if (url.pathname.endsWith("/tags/list")) listTags(url, response, stored);
    else await forward(request, response, options.registry.host);
  });
  return {
    endpoints: [`${API}=${api.url}`, `${HOST}=${registry.url}`],
    calls: api.calls,
    fail: api.fail,
    requests,
    tokensFor,
    expireTokens: () => {
      generation++;
    },
    close: async () => void (await Promise.all([api.close(), registry.close()])),
  };
};

const userOf = ({ headers }: IncomingMessage): string =>
  headers.authorization === undefined
    ? "anonymous"
    : (Buffer.from(headers.authorization.replace(/^Basic /, ""), "base64")
        .toString()
        .split(":")[0] ?? "");

/** Without a token a challenge; with one that is no good 400 and none (aws/containers-roadmap#2835). */
const refused = ({ headers }: IncomingMessage, response: ServerResponse, token: string): boolean => {
  if (headers.authorization === `Bearer ${token}`) return false;
  if (headers.authorization !== undefined) refuse(response, 400, "UNKNOWN");
  else {
    response.setHeader("www-authenticate", `Bearer realm="https://${HOST}/token/",service="${HOST}",scope="aws"`);
    refuse(response, 401, "UNAUTHORIZED");
  }
  return true;
};

const createOperations = ({
  registry,
  aliases,
  pageSize = 1000,
}: EcrPublicOptions): ((call: AwsRequest) => unknown) => {
  const stored = storedRegistry(registry.store);
  const [primary = ""] = aliases;
  const own = (): readonly string[] =>
    stored.repositories().flatMap((name) => (name.startsWith(`${primary}/`) ? [name.slice(primary.length + 1)] : []));
  const operations: Readonly<Record<string, (call: AwsRequest) => unknown>> = {
    DescribeRegistries: () => ({
      registries: [
        {
          registryId: "123456789012",
          aliases: aliases.map((name) => ({ name, status: "ACTIVE", primaryRegistryAlias: name === primary })),
        },
      ],
    }),
    DescribeRepositories: ({ body }) => {
      const { items, ...more } = pageOf(own(), body, pageSize);
      return { repositories: items.map((repositoryName) => ({ repositoryName })), ...more };
    },
    DescribeImages: ({ body }) => {
      if (body.filter !== undefined) throw new AwsRefusal("InvalidParameterException");
      const revisions = stored.revisions(`${primary}/${body.repositoryName}`);
      if (revisions === undefined) throw new AwsRefusal("RepositoryNotFoundException");
      const { items, ...more } = pageOf(revisions, body, pageSize);
      const imageDetails = items.map(({ digest: imageDigest, tags, pushedAt }) => ({
        imageDigest,
        ...(tags.length > 0 && { imageTags: tags }),
        imagePushedAt: pushedAt / 1000,
      }));
      return { imageDetails, ...more };
    },
    // One object, where the private service gives a list.
    GetAuthorizationToken: () => ({
      authorizationData: {
        authorizationToken: Buffer.from("AWS:login").toString("base64"),
        expiresAt: Math.floor(Date.now() / 1000) + 43_200,
      },
    }),
  };
  return ({ service, signedFor, region, ...call }) => {
    if (service !== "SpencerFrontendService" || signedFor !== "ecr-public" || region !== "us-east-1")
      throw new AwsRefusal("InvalidSignatureException");
    const operation = operations[call.operation];
    if (operation === undefined) throw new AwsRefusal("UnknownOperationException");
    return operation({ service, signedFor, region, ...call });
  };
};

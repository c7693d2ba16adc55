import type { IncomingMessage, ServerResponse } from "node:http";
import type { DockerRegistry } from "./docker-registry.ts";
import { type StoredRegistry, storedRegistry } from "./ecr-contents.ts";
import { type AwsRequest, type JsonService, listen, startJsonService } from "./ecr-json.ts";
import { createOperations } from "./ecr-operations.ts";
import { forward, listTags, presign, presigned, refuse } from "./ecr-registry.ts";

/** The account of whoever has no key of `accounts`. */
const ACCOUNT = "123456789012";
const BUCKET = "prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com";
/** For SDKs; the facade does not check signatures, only whose key it is. */
export const AWS_ENV = { AWS_ACCESS_KEY_ID: ["AKIA", "TESTTESTTEST"].join(""), AWS_SECRET_ACCESS_KEY: "for-tests" };

export interface EcrOptions {
  /** Holds what every account and region is said to hold. */
  readonly registry: DockerRegistry;
  /** Accounts by access key id; others are ACCOUNT. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Regions that are enabled; default eu-west-1. */
  readonly regions?: readonly string[];
  readonly replicatesTo?: readonly { readonly region: string; readonly registryId: string }[];
  /** Rows of a page at most, whatever is asked for. */
  readonly pageSize?: number;
  /** Status of GETs of blobs by the registry API; default: the redirect. */
  readonly blobStatus?: number;
}

export interface TestEcr extends Pick<JsonService, "calls" | "fail"> {
  /** For AWS_ENDPOINT_URL_ECR. */
  readonly url: string;
  /** `HOST=URL`, for --endpoint: the registry of an account and region, and the bucket its layers are in. */
  endpoints(region?: string, account?: string): readonly string[];
  /** Requests of the registry API and of the bucket: `GET 401 /v2/app/tags/list`, without queries. */
  readonly requests: readonly string[];
  /** The password of AWS that is good now. */
  login(): string;
  /** Logins given so far die. */
  expireLogins(): void;
  archive(repository: string, digest: string): void;
  /** A call for many that names this one is refused as a whole, as with an upstream that does not answer. */
  spoil(digest: string): void;
  /** How often an operation was called. */
  called(operation: string): number;
  close(): Promise<void>;
}

export const ecrHostOf = (region = "eu-west-1", account = ACCOUNT): string =>
  `${account}.dkr.ecr.${region}.amazonaws.com`;

/** ECR as far as it can be had on one machine: its API and its registry in front of the real docker-registry. */
export const startEcr = async (options: EcrOptions): Promise<TestEcr> => {
  const stored = storedRegistry(options.registry.store);
  const requests: string[] = [];
  const archived = new Set<string>();
  const spoiled = new Set<string>();
  let logins = 1;
  const password = (): string => `login-${logins}`;
  const accountOf = ({ keyId }: AwsRequest): string => options.accounts?.[keyId] ?? ACCOUNT;
  const operations = createOperations({ ...options, stored, archived, spoiled, accountOf, password, bucket: BUCKET });
  const api = await startJsonService(operations);
  const log = (request: IncomingMessage, response: ServerResponse): void =>
    void response.on("finish", () =>
      requests.push(`${request.method} ${response.statusCode} ${request.url?.replace(/\?.*/, "")}`),
    );
  const registry = await listen(async (request, response) => {
    log(request, response);
    const refusal = loginRefusal(request, password());
    if (refusal !== undefined) return refusal(response);
    await serve(request, response, { options, stored, archived });
  });
  const bucket = await listen((request, response) => {
    log(request, response);
    presigned(stored)(request, response);
  });
  return {
    url: api.url,
    calls: api.calls,
    fail: api.fail,
    requests,
    login: password,
    endpoints: (region, account) => [`${ecrHostOf(region, account)}=${registry.url}`, `${BUCKET}=${bucket.url}`],
    expireLogins: () => {
      logins++;
    },
    archive: (repository, digest) => void archived.add(`${repository}@${digest}`),
    spoil: (digest) => void spoiled.add(digest),
    called: (operation) => api.calls.filter((call) => call.operation === operation).length,
    close: async () => void (await Promise.all([api.close(), registry.close(), bucket.close()])),
  };
};

/** A login that died is refused without a challenge (registries.md 1.2). */
const loginRefusal = (
  { headers }: IncomingMessage,
  password: string,
): ((response: ServerResponse) => void) | undefined => {
  const [user, given = ""] = Buffer.from((headers.authorization ?? "").replace(/^Basic /, ""), "base64")
    .toString("utf8")
    .split(":");
  if (user === "AWS" && given === password) return undefined;
  if (user === "AWS" && /^login-\d+$/.test(given))
    return (response) =>
      refuse(response, 403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
  return (response) => {
    response.setHeader("www-authenticate", 'Basic realm="https://ecr/",service="ecr.amazonaws.com"');
    refuse(response, 401, "UNAUTHORIZED");
  };
};

interface Serving {
  readonly options: EcrOptions;
  readonly stored: StoredRegistry;
  readonly archived: ReadonlySet<string>;
}

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  { options, stored, archived }: Serving,
): Promise<void> => {
  const url = new URL(request.url ?? "", "http://ecr");
  const [, name = "", kind = "", reference = ""] =
    /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (kind === "tags") return listTags(url, response, stored);
  if (kind === "manifests" && archived.has(`${name}@${reference}`)) return refuse(response, 404, "MANIFEST_UNKNOWN");
  if (kind !== "blobs") return forward(request, response, options.registry.host);
  if (options.blobStatus !== undefined) return refuse(response, options.blobStatus, "DENIED");
  response.writeHead(307, { location: presign(BUCKET, reference) }).end();
};

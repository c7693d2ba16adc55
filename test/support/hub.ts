import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What Docker Hub's own API tells of a tag (registries.md 1.4). */
export interface HubTag {
  readonly name: string;
  readonly digest?: string;
  readonly images: readonly { readonly digest: string }[];
  readonly full_size: number;
  readonly tag_last_pushed?: string;
  readonly tag_last_pulled?: string;
}

export interface HubOptions {
  /** Repositories of the namespace `acme`, with their tags. */
  readonly repositories: Readonly<Record<string, readonly HubTag[]>>;
  /** Digests the inventory lists besides, by repository; a status refuses it. Default 404. */
  readonly inventory?: Readonly<Record<string, readonly string[]>> | number;
  /** The registry behind it: `127.0.0.1:5000`. */
  readonly registry: string;
  /** Manifest pulls that are left of 100; undefined: an account without a limit. */
  readonly pulls?: number;
  /** Entries of a page, whatever is asked for. */
  readonly pageSize?: number;
}

export interface TestHub {
  /** For `createHttp({ endpoints })`, or `--endpoint` one by one. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly requests: readonly string[];
  /** Pulls that were counted. */
  pulled(): number;
  /** Another window begins. */
  refill(pulls: number): void;
  close(): Promise<void>;
}

export const HUB_LOGIN = { user: "robin", password: ["only", "for", "tests"].join("-") };
const SESSION = "session-of-robin";

/**
 * Docker Hub as far as it can be had on one machine: its API, and its registry in front of another one, where a GET of
 * a manifest counts as a pull and a HEAD does not.
 */
export const startHub = async (options: HubOptions): Promise<TestHub> => {
  const requests: string[] = [];
  let left = options.pulls;
  let pulled = 0;
  const seen = (request: IncomingMessage): void => void requests.push(`${request.method} ${request.url}`);
  const api = await listen((request, response) => {
    seen(request);
    answer(response, ...hubAnswer(request, options));
  });
  const registry = await listen(async (request, response) => {
    seen(request);
    const isManifest = (request.url ?? "").includes("/manifests/");
    if (isManifest && request.method === "GET") {
      if (left !== undefined && left <= 0) {
        response.setHeader("ratelimit-limit", "100;w=21600").setHeader("ratelimit-remaining", "0;w=21600");
        const message = "You have reached your pull rate limit.";
        return answer(response, 429, { errors: [{ code: "TOOMANYREQUESTS", message }] });
      }
      pulled++;
      if (left !== undefined) left--;
    }
    const limit =
      left === undefined ? {} : { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": `${left};w=21600` };
    await forward(request, { response, to: options.registry, headers: isManifest ? limit : {} });
  });
  return {
    endpoints: new Map([
      ["hub.docker.com", api.url],
      ["docker.io", registry.url],
    ]),
    requests,
    pulled: () => pulled,
    refill: (pulls) => {
      left = pulls;
    },
    close: async () => {
      for (const { server } of [api, registry])
        await new Promise((resolve) => server.close(resolve).closeAllConnections());
    },
  };
};

const listen = async (handle: RequestListener): Promise<{ readonly server: Server; readonly url: string }> => {
  const server = createServer(handle);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const answer = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const forward = async (
  request: IncomingMessage,
  to: { readonly response: ServerResponse; readonly to: string; readonly headers: Readonly<Record<string, string>> },
): Promise<void> => {
  const accept = request.headers.accept === undefined ? {} : { accept: request.headers.accept };
  const answered = await fetch(`http://${to.to}${request.url}`, { method: request.method ?? "GET", headers: accept });
  const headers = Object.fromEntries(
    ["content-type", "docker-content-digest"].flatMap((name) => {
      const value = answered.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  to.response.writeHead(answered.status, { ...headers, ...to.headers });
  to.response.end(Buffer.from(await answered.arrayBuffer()));
};

const hubAnswer = (request: IncomingMessage, options: HubOptions): readonly [number, unknown] => {
  const url = new URL(request.url ?? "", "http://hub");
  const known = request.headers.authorization === `Bearer ${SESSION}`;
  const [, repository, list] =
    /^\/v2\/namespaces\/acme\/repositories(?:\/([^/]+))?(?:\/(tags|manifests))?$/.exec(url.pathname) ?? [];
  if (url.pathname === "/v2/auth/token") return [200, { access_token: SESSION }];
  if (request.headers.authorization !== undefined && !known) return [401, {}];
  if (!url.pathname.startsWith("/v2/namespaces/acme/repositories")) return [404, {}];
  if (repository === undefined)
    return page(
      url,
      Object.keys(options.repositories).map((name) => ({ name })),
      { known, options },
    );
  const tags = options.repositories[repository];
  if (tags === undefined) return [404, {}];
  if (list === "tags") return page(url, tags, { known, options });
  return list === "manifests" ? inventory(url, repository, options) : [200, { name: repository, pull_count: 41 }];
};

const page = (
  url: URL,
  all: readonly unknown[],
  { known, options }: { readonly known: boolean; readonly options: HubOptions },
): readonly [number, unknown] => {
  const number = Number(url.searchParams.get("page"));
  const size = options.pageSize ?? Number(url.searchParams.get("page_size"));
  if (!known && number * size > 1000)
    return [403, { message: "pagination offset too large for anonymous requests; sign in to page further" }];
  const results = all.slice((number - 1) * size, number * size);
  const next = number * size < all.length ? "https://elsewhere.example/next" : null;
  return results.length === 0 && number > 1 ? [404, {}] : [200, { count: all.length, next, results }];
};

const inventory = (
  url: URL,
  repository: string,
  { inventory: known = 404 }: HubOptions,
): readonly [number, unknown] => {
  if (typeof known === "number") return [known, {}];
  const all = known[repository] ?? [];
  const at = Number(url.searchParams.get("last_evaluated_key") ?? 0);
  const manifests = all.slice(at, at + 1).map((digest) => ({ manifest_digest: digest, tags: [] }));
  return [200, { manifests, ...(at + 1 < all.length && { last_evaluated_key: `${at + 1}` }) }];
};

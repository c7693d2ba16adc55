import { debuglog } from "node:util";
import { type Dispatcher, request } from "undici";
import { PullError } from "../pull-error.ts";
import { isRetryError, isRetryStatus, parseRetryAfter, pause, RETRY, type RetryPolicy, retryDelay } from "./retry.ts";
import { atEndpoint, createRoutes, REFUSED_ADDRESS, type Routes } from "./routes.ts";

/** Presigned chains are one hop long in practice; crane follows ten. */
const REDIRECT_LIMIT = 5;

const debug = debuglog("exhume:http");

interface HttpRequest {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Address of the registry on whose word this one is asked, when it is not the person's own choice. */
  readonly from?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; of several values the first. */
  readonly header: (name: string) => string | undefined;
  /** All values of a header. */
  readonly headers: (name: string) => readonly string[];
  readonly body: Dispatcher.ResponseData["body"];
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

export interface Http {
  /** Follows redirects and repeats what may succeed later. Throws PullError when no answer is to be had. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpSettings {
  readonly policy?: RetryPolicy;
  /** Addresses to use in place of a host's own, by `host[:port]`. */
  readonly endpoints?: ReadonlyMap<string, string>;
  /** Hosts in private networks that a registry may send us to. */
  readonly allowPrivate?: readonly string[];
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly none?: string };
}

/** One connection pool for all registries. Bodies arrive as stored: nothing here undoes a Content-Encoding. */
export function createHttp(settings: HttpSettings = {}): Http {
  const { policy = RETRY, endpoints = new Map() } = settings;
  const routes = createRoutes({ ...settings, endpoints });
  return {
    send: async (input, signal) => sendWithRetries({ routes, policy, endpoints, input }, signal),
    close: routes.close,
  };
}

interface Sending {
  readonly routes: Routes;
  readonly policy: RetryPolicy;
  readonly endpoints: ReadonlyMap<string, string>;
  readonly input: HttpRequest;
}

async function sendWithRetries(sending: Sending, signal: AbortSignal): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(sending, signal);
    if ("response" in outcome && isFinal(outcome.response)) return outcome.response;
    const after = "response" in outcome ? parseRetryAfter(retryAfterHeader(outcome.response), Date.now()) : undefined;
    const delay =
      "error" in outcome && !isRetryError(outcome.error) ? undefined : retryDelay(sending.policy, attempt, after);
    if (delay === undefined) {
      if ("response" in outcome) return outcome.response;
      throw new PullError(`${withoutQuery(sending.input.url)}: ${networkReason(outcome.error)}`, {
        cause: outcome.error,
      });
    }
    if ("response" in outcome) await discard(outcome.response);
    debug("try %d of %s again in %d ms", attempt, withoutQuery(sending.input.url), delay);
    await pause(delay, signal);
  }
}

/** Docker Hub's pulls are spent for hours: its 429 says so in a header that the one against abuse does not have. */
const isFinal = (response: HttpResponse): boolean =>
  !isRetryStatus(response.status) ||
  (response.status === 429 && /^0\b/.test(response.header("ratelimit-remaining") ?? ""));

const retryAfterHeader = (response: HttpResponse): string | undefined =>
  response.header("retry-after") ?? response.header("x-retry-after");

async function tryOnce(
  sending: Sending,
  signal: AbortSignal,
): Promise<{ readonly response: HttpResponse } | { readonly error: unknown }> {
  try {
    return { response: await follow(sending, signal) };
  } catch (error) {
    if (signal.aborted || error instanceof PullError) throw error;
    return { error };
  }
}

/** Credentials go to the origin they were meant for and to no other (distribution-spec: no Authorization across hosts). */
async function follow(sending: Sending, signal: AbortSignal): Promise<HttpResponse> {
  let { url } = sending.input;
  let headers = sending.input.headers ?? {};
  for (let hop = 0; hop <= REDIRECT_LIMIT; hop++) {
    const word = hop === 0 ? sending.input.from : sending.input.url;
    const response = await exchange({ ...sending, input: { ...sending.input, url, headers }, word }, signal);
    const location = response.header("location");
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === undefined)
      return response;
    await discard(response);
    const next = redirectTarget(url, location);
    if (next.origin !== new URL(url).origin)
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"));
    url = next.href;
  }
  throw new PullError(`${withoutQuery(sending.input.url)}: more than ${REDIRECT_LIMIT} redirects`);
}

function redirectTarget(from: string, location: string): URL {
  const next = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw new PullError(`${withoutQuery(from)}: redirected to something that is no http address`);
  if (new URL(from).protocol === "https:" && next.protocol === "http:")
    throw new PullError(`${withoutQuery(from)}: redirected from https to http, which is refused`);
  return next;
}

/** Only the connection knows of endpoints: messages, redirects and logins go by the address that was meant. */
async function exchange(
  { routes, endpoints, input, word }: Sending & { readonly word: string | undefined },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const answer = await request(atEndpoint(input.url, endpoints), {
    dispatcher: await routes.to(input.url, word),
    method: input.method ?? "GET",
    headers: { "user-agent": "exhume", ...input.headers },
    signal,
    ...(input.body === undefined ? {} : { body: input.body }),
  });
  const headers = (name: string): readonly string[] => [answer.headers[name.toLowerCase()] ?? []].flat();
  debug("%s %s %d", input.method ?? "GET", withoutQuery(input.url), answer.statusCode);
  return { status: answer.statusCode, headers, header: (name) => headers(name)[0], body: answer.body, url: input.url };
}

/** Lets the connection go back to the pool; an error of a body nobody wants is of no interest. */
export async function discard(response: HttpResponse): Promise<void> {
  await response.body.dump({ limit: 64 * 1024, signal: AbortSignal.timeout(5000) }).catch(() => undefined);
}

/** The whole body, refused beyond `limit` bytes: Content-Length is only a hint. Throws PullError, also when it breaks off. */
export async function readBody(response: HttpResponse, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limit) throw new PullError(`${withoutQuery(response.url)}: answer is larger than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PullError || (error instanceof Error && error.name === "AbortError")) throw error;
    throw new PullError(`${withoutQuery(response.url)}: ${networkReason(error)}`, { cause: error });
  }
  return Buffer.concat(chunks);
}

/** Signed addresses carry their credential in the query: it is never shown. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "host name could not be resolved",
  ECONNRESET: "connection was reset",
  UND_ERR_SOCKET: "connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "no connection within 10 s",
  UND_ERR_HEADERS_TIMEOUT: "no answer within 60 s",
  UND_ERR_BODY_TIMEOUT: "no data for 60 s",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is not trusted",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server speaks plain http (add --insecure HOST if that is right)",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server speaks plain http (add --insecure HOST if that is right)",
  EXHUME_REFUSED_ADDRESS: REFUSED_ADDRESS,
  HPE_INVALID_CONSTANT: "the server does not speak http",
};

/** A few words a person understands; the cause stays attached for the debug log. */
export function networkReason(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [];
    for (const one of [cause, ...errors])
      if (one instanceof Error && "code" in one && typeof one.code === "string") return REASONS[one.code] ?? one.code;
  }
  return error instanceof Error ? error.name : "unknown error";
}

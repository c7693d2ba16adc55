import { debuglog } from "node:util";
import { PullError } from "../pull-error.ts";
import type { LaneName } from "./politeness.ts";
import { discard, type HttpResponse, withoutQuery } from "./response.ts";
import { atEndpoint, type Routes } from "./routes.ts";

/** Presigned chains are one hop long in practice; crane follows ten. */
const REDIRECT_LIMIT = 5;

const debug = debuglog("exhume:http");

export interface HttpRequest {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Address of the registry on whose word this one is asked, when it is not the person's own choice. */
  readonly from?: string;
  /** Not tried again. */
  readonly once?: true;
  /** How the host is treated; default `generic`. */
  readonly lane?: LaneName;
}

/** What is asked, and over which connections. */
export interface Exchange {
  readonly routes: Routes;
  readonly endpoints: ReadonlyMap<string, string>;
  readonly input: HttpRequest;
}

/** Credentials go to the origin they were meant for and to no other (distribution-spec: no Authorization across hosts). */
export async function follow(sending: Exchange, signal: AbortSignal): Promise<HttpResponse> {
  let { url } = sending.input;
  let headers = sending.input.headers ?? {};
  for (let hop = 0; hop <= REDIRECT_LIMIT; hop++) {
    const word = hop === 0 ? sending.input.from : sending.input.url;
    const response = await exchange({ ...sending, input: { ...sending.input, url, headers }, word }, signal);
    const location = response.header("location");
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === undefined)
      return response;
    await discard(response);
    const next = redirectTarget(url, { location, asked: response.asked });
    if (next.origin !== new URL(url).origin)
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization"));
    url = next.href;
  }
  throw new PullError(`${withoutQuery(sending.input.url)}: more than ${REDIRECT_LIMIT} redirects`);
}

/** Over plain http there is no downgrade: a person may have named such an address for a host. */
function redirectTarget(from: string, { location, asked }: { readonly location: string; readonly asked: string }): URL {
  const next = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw new PullError(`${withoutQuery(from)}: redirected to something that is no http address`);
  if (asked.startsWith("https:") && next.protocol === "http:")
    throw new PullError(`${withoutQuery(from)}: redirected from https to http, which is refused`);
  return next;
}

/** Only the connection knows of endpoints: messages, redirects and logins go by the address that was meant. */
async function exchange(
  { routes, endpoints, input, word }: Exchange & { readonly word: string | undefined },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const asked = atEndpoint(input.url, endpoints);
  const { dispatcher, request } = await routes.to(input.url, word);
  const answer = await request(asked, {
    dispatcher,
    method: input.method ?? "GET",
    // A proxy that packs bodies on its own would change their digests.
    headers: { "user-agent": "exhume", "accept-encoding": "identity", ...input.headers },
    signal,
    // undici closes after a HEAD unless told not to: with TLS, a handshake for each tag.
    ...(input.method === "HEAD" ? { reset: false } : {}),
    ...(input.body === undefined ? {} : { body: input.body }),
  });
  const headers = (name: string): readonly string[] => [answer.headers[name.toLowerCase()] ?? []].flat();
  debug("%s %s %d", input.method ?? "GET", withoutQuery(input.url), answer.statusCode);
  const header = (name: string): string | undefined => headers(name)[0];
  return { status: answer.statusCode, headers, header, body: answer.body, url: input.url, asked };
}

import { EnvHttpProxyAgent, request as send } from "undici";
import { isRetryError } from "../http/retry.ts";

/** Proxies by the protocol of what is asked, and hosts that are asked without (`no_proxy`). */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly none?: string;
}

/** The parts of the SDK's HttpRequest that its JSON and query protocols use. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** Milliseconds (registries.md section 4); the SDK's own handler waits for a connection as long as the system does. */
export const TIMEOUTS = Object.freeze({
  connectionTimeout: 10_000,
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
});

/**
 * Sends the SDK's requests as everything else is sent behind a proxy: its own handler knows of none. Undefined without
 * a proxy, where that handler is used.
 */
export function proxiedHandler({ http, https, none }: ProxySettings = {}) {
  if (http === undefined && https === undefined) return undefined;
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: TIMEOUTS.connectionTimeout },
    headersTimeout: TIMEOUTS.requestTimeout,
    bodyTimeout: TIMEOUTS.requestTimeout,
    ...(http === undefined ? {} : { httpProxy: http }),
    ...(https === undefined ? {} : { httpsProxy: https }),
    ...(none === undefined ? {} : { noProxy: none }),
  });
  return {
    handle: async (request: SdkRequest, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
      const { method, headers, body } = request;
      try {
        const answer = await send(urlOf(request), {
          dispatcher,
          method,
          headers,
          ...(body === undefined ? {} : { body }),
          ...(abortSignal === undefined ? {} : { signal: abortSignal }),
        });
        return { response: { statusCode: answer.statusCode, headers: single(answer.headers), body: answer.body } };
      } catch (error) {
        // The name by which the SDK tells that another try may succeed.
        throw isRetryError(error)
          ? Object.assign(new Error("no answer", { cause: error }), { name: "TimeoutError" })
          : error;
      }
    },
  };
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query))
    for (const one of [value ?? ""].flat()) url.searchParams.append(name, one);
  return url.href;
}

const single = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));

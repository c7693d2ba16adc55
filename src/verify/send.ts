import type { Dispatcher } from "undici";
import { withPatience } from "./patience.ts";
import type { Places } from "./verifier.ts";

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Received {
  readonly status: number;
  /** By lower-case name; of several values the first. */
  header(name: string): string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where it is a redirect. */
  readonly body: string;
}

/** A list of 1,000 models of a provider has 100 KiB. */
const LONGEST = 1 << 20;

class TooLarge extends Error {
  readonly code = "EXHUME_TOO_LARGE";
}

/**
 * Sends one request, once, over a connection of its own. Redirects are answers, never followed: a value goes where it was
 * shown to go and nowhere else. Size and time of the answer are bounded. Throws what undici throws, or `TimeoutError`.
 * undici is loaded with the first of them: most commands only name who could be asked.
 */
export async function send(sent: Sent, places: Places, signal: AbortSignal): Promise<Received> {
  const dispatcher = await dispatcherFor(sent.url, places);
  try {
    return await withPatience({ ...places, signal }, async (patience) => exchange(sent, dispatcher, patience));
  } finally {
    await dispatcher.destroy();
  }
}

async function exchange(sent: Sent, dispatcher: Dispatcher, signal: AbortSignal): Promise<Received> {
  const { request } = await import("undici");
  const answer = await request(sent.url, {
    dispatcher,
    method: sent.method as Dispatcher.HttpMethod,
    headers: sent.headers,
    signal,
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  const redirect = answer.statusCode >= 300 && answer.statusCode <= 399;
  const body = redirect ? "" : await readText(answer.body);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, values]) => [name, [values ?? ""].flat()[0] ?? ""]),
  );
  return { status: answer.statusCode, body, headers, header: (name) => headers[name] };
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LONGEST) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What is on this machine is asked without a proxy. */
async function dispatcherFor(url: string, { proxy, patienceMs }: Places): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const timeouts = { connect: { timeout: patienceMs }, headersTimeout: patienceMs, bodyTimeout: patienceMs };
  const isProxied = proxy.http !== undefined || proxy.https !== undefined;
  if (!isProxied || isLoopback(new URL(url).hostname)) return new Agent(timeouts);
  return new EnvHttpProxyAgent({
    ...timeouts,
    ...(proxy.http === undefined ? {} : { httpProxy: proxy.http }),
    ...(proxy.https === undefined ? {} : { httpsProxy: proxy.https }),
    ...(proxy.none === undefined ? {} : { noProxy: proxy.none }),
  });
}

/** Literal addresses and the name that stands for them (RFC 6761 6.3). */
export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host);

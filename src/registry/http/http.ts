import { debuglog } from "node:util";
import { PullError } from "../pull-error.ts";
import { type Exchange, follow, type HttpRequest } from "./exchange.ts";
import type { Lane } from "./lane.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { type ProxySettings, proxyNamed } from "./proxy-named.ts";
import { discard, type HttpResponse, networkReason, withoutQuery } from "./response.ts";
import {
  isRefused,
  isRetryError,
  isRetryStatus,
  parseRetryAfter,
  pause,
  RETRY,
  type RetryPolicy,
  retryDelay,
} from "./retry.ts";
import { atEndpoint, createRoutes } from "./routes.ts";

const debug = debuglog("exhume:http");

export interface Http {
  /** Follows redirects and repeats what may succeed later. Throws PullError when no answer is to be had. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** The address that is really asked: the endpoint that a person named for the host, or the same. */
  endpointOf(url: string): string;
  /** For what is asked by other means than `send`. */
  readonly lanes: Lanes;
  close(): Promise<void>;
}

export interface HttpSettings {
  readonly policy?: RetryPolicy;
  /** Addresses to use in place of a host's own, by `host[:port]`. */
  readonly endpoints?: ReadonlyMap<string, string>;
  /** Hosts in private networks that a registry may send us to. */
  readonly allowPrivate?: readonly string[];
  readonly proxy?: ProxySettings;
  /** Told what a person should know while everything waits. */
  readonly onNotice?: (text: string) => void;
}

/** One connection pool for all registries. Bodies arrive as stored: nothing here undoes a Content-Encoding. */
export function createHttp(settings: HttpSettings = {}): Http {
  const { policy = RETRY, endpoints = new Map() } = settings;
  const routes = createRoutes({ ...settings, endpoints });
  const lanes = createLanes({ ...settings, endpoints });
  return {
    send: async (input, signal) => {
      const lane = lanes.of(input.lane ?? "generic", input.url);
      return sendWithRetries({ routes, lane, policy, endpoints, input, proxy: settings.proxy }, signal);
    },
    endpointOf: (url) => atEndpoint(url, endpoints),
    lanes,
    close: routes.close,
  };
}

interface Sending extends Exchange {
  readonly lane: Lane;
  readonly proxy?: ProxySettings | undefined;
  readonly policy: RetryPolicy;
}

type Outcome = { readonly response: HttpResponse } | { readonly error: unknown };

async function sendWithRetries(sending: Sending, signal: AbortSignal): Promise<HttpResponse> {
  const { lane, policy, input } = sending;
  for (let attempt = 1; ; attempt++) {
    const outcome = await inLane(sending, signal);
    const delay = input.once ? undefined : delayOf(outcome, { lane, policy, attempt });
    if (delay === undefined) {
      lane.ended("response" in outcome && isAnswer(outcome.response));
      if ("response" in outcome) return outcome.response;
      const { error } = outcome;
      throw new PullError(`${withoutQuery(input.url)}: ${proxyNamed(error, sending)}${networkReason(error)}`, {
        cause: error,
        againAt: isRetryError(error) || lane.hasAnswered() ? 0 : undefined,
      });
    }
    if ("response" in outcome) await discard(outcome.response);
    debug("try %d of %s again in %d ms", attempt, withoutQuery(input.url), delay);
    await pause(delay, signal);
  }
}

/** Milliseconds until the next try; undefined: this is how it ended. */
function delayOf(
  outcome: Outcome,
  { lane, policy, attempt }: Pick<Sending, "lane" | "policy"> & { readonly attempt: number },
): number | undefined {
  if ("error" in outcome) {
    const { error } = outcome;
    return isRetryError(error) || (isRefused(error) && lane.hasAnswered()) ? retryDelay(policy, attempt) : undefined;
  }
  return isFinal(outcome.response) ? undefined : retryDelay(policy, attempt, retryAfter(outcome.response));
}

/** A request has its place in the lane until its body was read, or nobody wants it any more. */
async function inLane(sending: Sending, signal: AbortSignal): Promise<Outcome> {
  const { lane, policy } = sending;
  const turn = await lane.enter(signal);
  try {
    const outcome = await tryOnce(sending, signal);
    if ("error" in outcome) turn.leave();
    else {
      const { response } = outcome;
      const after = isRetryStatus(response.status) ? retryAfter(response) : undefined;
      const isPatient = after !== undefined && after <= policy.patienceMs;
      turn.answered(response.status, isPatient ? Date.now() + after : undefined);
      observeLimit(response, { lane, patienceMs: policy.patienceMs });
      response.body.once("close", turn.leave);
    }
    return outcome;
  } catch (error) {
    turn.leave();
    throw error;
  }
}

/** X-RateLimit-Remaining and -Reset, as Docker Hub's API sends them (registries.md 1.4). */
function observeLimit(
  { header }: HttpResponse,
  { lane, patienceMs }: { readonly lane: Lane; readonly patienceMs: number },
): void {
  const remaining = Number(header("x-ratelimit-remaining") ?? Number.NaN);
  const reset = parseRetryAfter(header("x-ratelimit-reset"), Date.now());
  if (Number.isFinite(remaining) && reset !== undefined && reset <= patienceMs)
    lane.allow(remaining, Date.now() + reset);
}

/** The host speaks for itself: a refusal is an answer too. */
const isAnswer = (response: HttpResponse): boolean => response.status < 500 && isFinal(response);

/** Docker Hub's pulls are spent for hours: its 429 says so in a header that the one against abuse does not have. */
const isFinal = (response: HttpResponse): boolean =>
  !isRetryStatus(response.status) ||
  (response.status === 429 && /^0\b/.test(response.header("ratelimit-remaining") ?? ""));

const retryAfter = ({ header }: HttpResponse): number | undefined =>
  parseRetryAfter(header("retry-after") ?? header("x-retry-after"), Date.now());

async function tryOnce(sending: Sending, signal: AbortSignal): Promise<Outcome> {
  try {
    return { response: await follow(sending, signal) };
  } catch (error) {
    if (signal.aborted || error instanceof PullError) throw error;
    return { error };
  }
}

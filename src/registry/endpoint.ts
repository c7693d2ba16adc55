import type { Http } from "./http/http.ts";
import { discard, isCertificateError } from "./http/response.ts";
import { PullError } from "./pull-error.ts";
import { share } from "./share.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

interface EndpointInput {
  readonly registry: string;
  readonly http: Http;
  readonly insecure: boolean;
  readonly endpoint: string | undefined;
}

/** Named without a port a host is meant at each of its ports, as `verify` takes it. */
export const isInsecure = (registry: string, insecure: readonly string[]): boolean =>
  insecure.some((host) => host === registry || host === registry.replace(/:\d+$/, ""));

/**
 * The address of the API: https, but plain http for a host that was named with --insecure, and for literal loopback
 * unless it turns out to speak TLS. Found once, at the first request.
 */
export function baseUrl(input: EndpointInput): (signal: AbortSignal) => Promise<string> {
  if (input.endpoint !== undefined) return async () => input.endpoint ?? "";
  if (input.insecure) return async () => `http://${input.registry}`;
  if (!LOOPBACK.test(input.registry)) return async () => `https://${input.registry}`;
  return share((signal) => loopbackUrl(input, signal));
}

async function loopbackUrl({ http, registry }: EndpointInput, signal: AbortSignal): Promise<string> {
  const plain = await answers(http, `http://${registry}/v2/`, signal);
  return !plain && (await answers(http, `https://${registry}/v2/`, signal))
    ? `https://${registry}`
    : `http://${registry}`;
}

/** Go servers answer plain http on a TLS port with 400. A certificate that is not good enough is TLS all the same. */
async function answers(http: Http, url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await http.send({ url, once: true }, signal);
    await discard(response);
    return response.status !== 400;
  } catch (error) {
    if (error instanceof PullError) return isCertificateError(error);
    throw error;
  }
}

import { gunzipSync } from "node:zlib";
import type { Dispatcher } from "undici";
import { PullError } from "../pull-error.ts";
import { isRetryError } from "./retry.ts";
import { REFUSED_ADDRESS } from "./routes.ts";
import { steady } from "./steady.ts";

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; of several values the first. */
  readonly header: (name: string) => string | undefined;
  /** All values of a header. */
  readonly headers: (name: string) => readonly string[];
  readonly body: Dispatcher.ResponseData["body"];
  /** Where the answer came from, after redirects, as it was meant. */
  readonly url: string;
  /** The same as it was asked: at the endpoint that a person named for the host. */
  readonly asked: string;
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
    for await (const chunk of steady(response.body)) {
      size += chunk.length;
      if (size > limit) throw new PullError(`${withoutQuery(response.url)}: answer is larger than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PullError || (error instanceof Error && error.name === "AbortError")) throw error;
    const againAt = isRetryError(error) ? 0 : undefined;
    throw new PullError(`${withoutQuery(response.url)}: ${networkReason(error)}`, { cause: error, againAt });
  }
  const body = Buffer.concat(chunks);
  return isGzipped(response.header) && body[0] === 0x1f && body[1] === 0x8b ? unzipped(body, response, limit) : body;
}

/** Content-Encoding, which was not asked for: some servers and proxies send it all the same. */
export const isGzipped = (header: HttpResponse["header"]): boolean =>
  /^\s*(?:x-)?gzip\s*$/i.test(header("content-encoding") ?? "");

function unzipped(body: Uint8Array, { url }: HttpResponse, limit: number): Uint8Array {
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch (error) {
    throw new PullError(`${withoutQuery(url)}: its gzip is broken, or larger than ${limit} bytes`, { cause: error });
  }
}

/** Signed addresses carry their credential in the query: it is never shown. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");

const OWN_AUTHORITY = "(NODE_EXTRA_CA_CERTS=FILE adds an authority of your own)";
const UNTRUSTED = `the server's certificate is not trusted ${OWN_AUTHORITY}`;
const CLIENT_CERTIFICATE = "the server wants a certificate of its clients, and exhume has none to show";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "host name could not be resolved",
  ECONNRESET: "connection was reset",
  UND_ERR_SOCKET: "connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "no connection within 10 s",
  UND_ERR_HEADERS_TIMEOUT: "no answer within 60 s",
  UND_ERR_BODY_TIMEOUT: "no data for 60 s",
  EXHUME_TOO_SLOW: "less than 1 KiB a second came for 60 s",
  DEPTH_ZERO_SELF_SIGNED_CERT: `the server's certificate is self-signed ${OWN_AUTHORITY}`,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is one for another name",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: CLIENT_CERTIFICATE,
  ERR_SSL_WRONG_VERSION_NUMBER: "the server speaks plain http (add --insecure HOST if that is right)",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server speaks plain http (add --insecure HOST if that is right)",
  EXHUME_REFUSED_ADDRESS: REFUSED_ADDRESS,
  HPE_INVALID_CONSTANT: "the server does not speak http",
};

/** A few words a person understands; the cause stays attached for the debug log. */
export function networkReason(error: unknown): string {
  const coded = withCode(error);
  if (coded === undefined) return error instanceof Error ? error.name : "unknown error";
  const refused = /^Proxy response \((\d{3})\)/.exec(coded.message)?.[1];
  if (refused === undefined) return REASONS[coded.code] ?? coded.code;
  const login = refused === "407" ? ", it wants a login: http://USER:PASSWORD@HOST as the address of the proxy" : "";
  return `the proxy does not let it through: ${refused}${login}`;
}

/** The server speaks TLS, and it went wrong over a certificate. */
export const isCertificateError = (error: unknown): boolean => /CERT|SIGNATURE/.test(withCode(error)?.code ?? "");

function withCode(error: unknown): { readonly code: string; readonly message: string } | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [];
    for (const one of [cause, ...errors])
      if (one instanceof Error && "code" in one && typeof one.code === "string")
        return { code: one.code, message: one.message };
  }
  return undefined;
}

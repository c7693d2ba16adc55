import type { Http } from "../http/http.ts";
import { discard, type HttpResponse, readBody, withoutQuery } from "../http/response.ts";
import { isRetryStatus } from "../http/retry.ts";
import { PullError } from "../pull-error.ts";
import type { Challenge } from "./challenge.ts";
import { basicHeader, identityOf, type RegistryCredential } from "./credentials.ts";
import { isTrustedRealm } from "./realm.ts";

/** Token servers answer a few hundred bytes; more is an attack (registries.md T4). */
const TOKEN_LIMIT = 64 * 1024;
/** Shortest life a token is given credit for, and how early it is renewed (seconds; containers/image, regclient). */
const MIN_LIFETIME_S = 60;
const RENEW_EARLY_S = 5;

/** What a request is for: pulling one repository, or listing the catalog. One token per scope, never several in one (G1). */
export type Scope = `repository:${string}:pull` | "registry:catalog:*";
export const pullScope = (name: string): Scope => `repository:${name}:pull`;

export interface LoginContext {
  readonly http: Http;
  /** Address of the registry: only when that is plain http may its token server be. */
  readonly registry: (signal: AbortSignal) => Promise<string>;
  /** Token servers of a foreign domain that may be shown a login, by host. */
  readonly allowRealm: readonly string[];
  readonly credential: (scope: Scope, signal: AbortSignal) => Promise<RegistryCredential>;
  /** The challenges by which it tells how a login is shown to it; none where Basic is taken at once. */
  readonly greeting: (signal: AbortSignal) => Promise<readonly string[]>;
  /** An Authorization header made of a login that was not good enough: whoever keeps logins shall not give it again. */
  readonly refused?: (authorization: string) => void;
}

export interface Grant {
  readonly header: string;
  /** ms since the epoch. */
  readonly expires: number;
}

interface TokenRequest {
  readonly challenge: Challenge;
  readonly scope: Scope;
  /** Further scopes of the same token. The first is what some servers take alone (docker_auth#67). */
  readonly others: readonly string[];
  readonly credential: RegistryCredential;
}

/** distribution auth/token: GET with Basic; auth/oauth: POST of the refresh token for an identity token. */
export async function requestToken(context: LoginContext, wanted: TokenRequest, signal: AbortSignal): Promise<Grant> {
  const registry = await context.registry(signal);
  const endpoint = context.http.endpointOf(registry);
  const realm = realmUrl(wanted.challenge, { registry, endpoint });
  if (wanted.credential.kind !== "anonymous") checkRealm(realm, { registry, endpoint, allowed: context.allowRealm });
  const response =
    wanted.credential.kind === "identity"
      ? await refresh(context.http, { realm, wanted, registry, token: wanted.credential.token }, signal)
      : await ask(context.http, { realm, wanted, registry }, signal);
  if (response.status !== 200) {
    await discard(response);
    if (wanted.credential.kind === "basic") context.refused?.(basicHeader(wanted.credential));
    const { status } = response;
    const who = identityOf(wanted.credential);
    throw new PullError(`login at ${withoutQuery(realm.href)} for ${wanted.scope}: ${status}, asked as ${who}`, {
      status,
      againAt: isRetryStatus(status) ? 0 : undefined,
    });
  }
  return readGrant(await readBody(response, TOKEN_LIMIT), realm);
}

/** Where a registry is: as it was meant, and as a person named it. */
interface Whereabouts {
  readonly registry: string;
  readonly endpoint: string;
}

function realmUrl(challenge: Challenge, { registry, endpoint }: Whereabouts): URL {
  const realm = challenge.parameters.realm ?? "";
  if (realm === "" || !URL.canParse(realm, registry))
    throw new PullError("login: the registry names no valid token server");
  const url = new URL(realm, registry);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && mayBePlain(url, { registry, endpoint })))
    throw new PullError(`login: the token server ${withoutQuery(url.href)} is not https, which is refused`);
  return url;
}

/** As plain as the registry itself is asked, and at that very place. */
const mayBePlain = ({ hostname }: URL, { registry, endpoint }: Whereabouts): boolean =>
  registry.startsWith("http:") ||
  (endpoint.startsWith("http:") && isTrustedRealm(hostname, new URL(endpoint).hostname));

/** A registry could send the login of another one, or of itself, to anybody (CVE-2026-48978). */
function checkRealm(
  realm: URL,
  { registry, endpoint, allowed }: Whereabouts & { readonly allowed: readonly string[] },
): void {
  const { hostname, host } = realm;
  if (allowed.includes(host) || allowed.includes(hostname)) return;
  if ([registry, endpoint].some((url) => isTrustedRealm(hostname, new URL(url).hostname))) return;
  throw new PullError(
    `login: ${new URL(registry).host} sends its logins to ${host}, which is refused (--allow-realm ${host} allows it)`,
  );
}

async function ask(
  http: Http,
  { realm, wanted, registry }: { readonly realm: URL; readonly wanted: TokenRequest; readonly registry: string },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const url = new URL(realm);
  const service = wanted.challenge.parameters.service;
  if (service !== undefined) url.searchParams.set("service", service);
  for (const scope of [...wanted.others, wanted.scope]) url.searchParams.append("scope", scope);
  const login = wanted.credential.kind === "basic" ? { authorization: basicHeader(wanted.credential) } : {};
  return http.send({ url: url.href, headers: login, from: registry }, signal);
}

async function refresh(
  http: Http,
  input: {
    readonly realm: URL;
    readonly wanted: TokenRequest;
    readonly registry: string;
    readonly token: string;
  },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    service: input.wanted.challenge.parameters.service ?? "",
    scope: [...input.wanted.others, input.wanted.scope].join(" "),
    client_id: "exhume",
    refresh_token: input.token,
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await http.send(
    { url: input.realm.href, method: "POST", headers, body: form.toString(), from: input.registry },
    signal,
  );
  if (response.status !== 404 && response.status !== 405) return response;
  await discard(response);
  return ask(
    http,
    {
      realm: input.realm,
      registry: input.registry,
      wanted: { ...input.wanted, credential: { kind: "basic", username: "<token>", password: input.token, from: "" } },
    },
    signal,
  );
}

function readGrant(body: Uint8Array, realm: URL): Grant {
  const json = parseToken(body, realm);
  const token = [json.token, json.access_token].find((value) => typeof value === "string" && value !== "");
  if (token === undefined) throw new PullError(`login at ${withoutQuery(realm.href)}: the answer holds no token`);
  const lifetime = typeof json.expires_in === "number" ? Math.max(MIN_LIFETIME_S, json.expires_in) : MIN_LIFETIME_S;
  return { header: `Bearer ${token}`, expires: Date.now() + (lifetime - RENEW_EARLY_S) * 1000 };
}

function parseToken(
  body: Uint8Array,
  realm: URL,
): { readonly token?: unknown; readonly access_token?: unknown; readonly expires_in?: unknown } {
  try {
    const json: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    if (typeof json === "object" && json !== null) return json;
  } catch {
    // Said below without the text.
  }
  throw new PullError(`login at ${withoutQuery(realm.href)}: the answer is not JSON`);
}

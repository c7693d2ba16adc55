import type { Http } from "../http/http.ts";
import { discard, type HttpResponse, readBody } from "../http/response.ts";
import type { RegistryCredential } from "../login/credentials.ts";
import { PullError } from "../pull-error.ts";

const HUB = "https://hub.docker.com";
const PAGE_LIMIT = 64 * 1024 * 1024;
/** Organisation access tokens; `dckr_pat_` is a person's (docs.docker.com, access tokens). */
const ORGANISATION_TOKEN = /^dckr_oat_/;

/** Any JSON object; what is none has no fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** Docker Hub's own API (registries.md 1.4). None of its calls is counted as a pull. */
export interface HubApi {
  /** `what` is `listing tags of docker.io/team/app`. Throws PullError for every answer but 200. */
  get(request: { readonly path: string; readonly what: string }, signal: AbortSignal): Promise<Fields>;
  login(signal: AbortSignal): Promise<HubLogin>;
}

type HubLogin = "anonymous" | "person" | "organisation";

export interface HubAccess {
  readonly http: Http;
  readonly credential: (signal: AbortSignal) => Promise<RegistryCredential>;
}

export function createHubApi({ http, credential }: HubAccess): HubApi {
  let session: Promise<string | undefined> | undefined;
  const send = async (path: string, token: string | undefined, signal: AbortSignal): Promise<HttpResponse> =>
    http.send(
      { url: `${HUB}${path}`, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
      signal,
    );
  const token = async (signal: AbortSignal): Promise<string | undefined> => {
    session ??= signIn(http, await credential(signal), signal);
    return session.catch((error: unknown) => {
      session = undefined;
      throw error;
    });
  };
  return {
    login: async (signal) => loginOf(await credential(signal)),
    get: async ({ path, what }, signal) => {
      let response = await send(path, await token(signal), signal);
      if (response.status === 401) {
        await discard(response);
        session = undefined;
        response = await send(path, await token(signal), signal);
      }
      if (response.status === 200) return parse(await readBody(response, PAGE_LIMIT), what);
      await discard(response);
      throw new PullError(`${what}: ${response.status}`, { status: response.status });
    },
  };
}

const loginOf = (credential: RegistryCredential): HubLogin => {
  if (credential.kind !== "basic") return "anonymous";
  return ORGANISATION_TOKEN.test(credential.password) ? "organisation" : "person";
};

/** A password, a personal or an organisation token: all are exchanged for a token of a few minutes. */
async function signIn(http: Http, credential: RegistryCredential, signal: AbortSignal): Promise<string | undefined> {
  if (credential.kind !== "basic") return undefined;
  const body = JSON.stringify({ identifier: credential.username, secret: credential.password });
  const headers = { "content-type": "application/json" };
  const response = await http.send({ url: `${HUB}/v2/auth/token`, method: "POST", headers, body }, signal);
  const what = "login at Docker Hub";
  if (response.status !== 200) {
    await discard(response);
    throw new PullError(`${what}: ${response.status}`, { status: response.status });
  }
  const { access_token: accessToken } = parse(await readBody(response, 64 * 1024), what);
  if (typeof accessToken !== "string") throw new PullError(`${what}: the answer holds no token`);
  return accessToken;
}

function parse(body: Uint8Array, what: string): Fields {
  try {
    return fields(JSON.parse(Buffer.from(body).toString("utf8")));
  } catch {
    throw new PullError(`${what}: the answer is not JSON`);
  }
}

const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

export const items = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);

import type { Http } from "../http/http.ts";
import { discard, type HttpResponse } from "../http/response.ts";
import type { RegistryCredential } from "../login/credentials.ts";
import { type Fields, readAnswer } from "./hub-answer.ts";
import { type HubLogin, type HubSession, signIn } from "./hub-login.ts";

const HUB = "https://hub.docker.com";

/** Docker Hub's own API (registries.md 1.4). None of its calls is counted as a pull. */
export interface HubApi {
  /** `what` is `listing tags of docker.io/team/app`. Throws PullError for every answer but 200. */
  get(request: { readonly path: string; readonly what: string }, signal: AbortSignal): Promise<Fields>;
  login(signal: AbortSignal): Promise<HubLogin>;
}

interface HubAccess {
  readonly http: Http;
  readonly credential: () => Promise<RegistryCredential>;
}

export function createHubApi({ http, credential }: HubAccess): HubApi {
  let session: Promise<HubSession> | undefined;
  const renewed = async (signal: AbortSignal): Promise<HubSession> =>
    signIn(await credential(), async (identity) => ask(http, { path: "/v2/auth/token", post: identity }, signal));
  const current = async (signal: AbortSignal): Promise<HubSession> => {
    session ??= renewed(signal).catch((error: unknown) => {
      session = undefined;
      throw error;
    });
    return session;
  };
  return {
    login: async (signal) => (await current(signal)).login,
    get: async ({ path, what }, signal) => {
      const used = current(signal);
      const holder = session;
      const { token } = await used;
      const response = await ask(http, { path, token }, signal);
      if (response.status !== 401 || token === undefined) return readAnswer(response, what);
      await discard(response);
      // Of many callers with the same stale session the first one renews it.
      if (session === holder) session = undefined;
      return readAnswer(await ask(http, { path, token: (await current(signal)).token }, signal), what);
    },
  };
}

interface HubCall {
  readonly path: string;
  readonly token?: string | undefined;
  /** JSON of a POST; only a login has one. */
  readonly post?: object;
}

/** Every call of the API goes through here. */
const ask = async (http: Http, { path, token, post }: HubCall, signal: AbortSignal): Promise<HttpResponse> =>
  http.send(
    {
      url: `${HUB}${path}`,
      lane: "hub-api",
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(post === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(post === undefined ? {} : { method: "POST", body: JSON.stringify(post) }),
    },
    signal,
  );

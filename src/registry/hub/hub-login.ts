import type { HttpResponse } from "../http/response.ts";
import { identityOf, type RegistryCredential } from "../login/credentials.ts";
import { PullError } from "../pull-error.ts";
import { readAnswer, refusalText } from "./hub-answer.ts";

/** How Docker Hub's API sees the caller. A login it refuses sees what an anonymous caller sees. */
export type HubLogin =
  | { readonly kind: "anonymous" | "person" | "organisation" }
  | { readonly kind: "refused"; readonly reason: string };

export interface HubSession {
  readonly login: HubLogin;
  /** Of a few minutes; undefined when nobody is logged in. */
  readonly token?: string;
}

/** Sends the login; the answer is that of `POST /v2/auth/token`. */
type Present = (identity: { readonly identifier: string; readonly secret: string }) => Promise<HttpResponse>;

/** Organisation access tokens; `dckr_pat_` is a person's (docs.docker.com, access tokens). */
const ORGANISATION_TOKEN = /^dckr_oat_/;
const REFUSED = new Set([400, 401, 403]);
/** A password of an account with two factors is answered 401 with the token of the next step (registries.md 1.4). */
const SECOND_FACTOR = /2fa|mfa|secondary authentication|two.factor/i;

/**
 * A password, a personal or an organisation token: all are exchanged for a token of a few minutes. A refusal is a
 * session without one, for what anybody may see can still be listed. Throws PullError when there is no answer.
 */
export async function signIn(credential: RegistryCredential, present: Present): Promise<HubSession> {
  if (credential.kind === "anonymous") return { login: { kind: "anonymous" } };
  const who = identityOf(credential);
  if (credential.kind !== "basic")
    return refused(`Docker Hub's API takes a user name with a password or an access token, not ${who}`);
  const response = await present({ identifier: credential.username, secret: credential.password });
  if (REFUSED.has(response.status))
    return refused(`Docker Hub refuses the login ${who}: ${response.status}${await hintOf(response)}`);
  const { access_token: token } = await readAnswer(response, "login at Docker Hub");
  if (typeof token !== "string") throw new PullError("login at Docker Hub: the answer holds no token");
  return { login: { kind: ORGANISATION_TOKEN.test(credential.password) ? "organisation" : "person" }, token };
}

const refused = (reason: string): HubSession => ({
  login: { kind: "refused", reason: `${reason}; what is private cannot be seen` },
});

const hintOf = async (response: HttpResponse): Promise<string> =>
  SECOND_FACTOR.test(await refusalText(response))
    ? ", it asks for a second factor; log in with a personal access token in place of the password"
    : "";

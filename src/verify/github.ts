import { httpVerifier } from "./http-verifier.ts";
import { isFoundBy } from "./subjects.ts";

const INSTALLATION = ["github-installation-token", "github-installation-token-long"];

/**
 * https://docs.github.com/en/rest/users/users#get-the-authenticated-user needs no scope; `ghs_` tokens may ask
 * https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation.
 * 401 `Bad credentials`: docs.github.com, "Troubleshooting the REST API".
 */
export const github = httpVerifier({
  id: "github",
  title: "GitHub",
  rules: [
    "github-personal-access-token",
    "github-oauth-token",
    "github-user-token",
    "github-fine-grained-token",
    ...INSTALLATION,
  ],
  origin: "https://api.github.com",
  traces:
    "GitHub notes the token as used; the audit log of an enterprise that records API requests shows the call and the IP address it came from",
  caution: "a token of a GitHub Enterprise Server is not known at api.github.com: --endpoint github=URL names yours",
  call: (secret) => ({
    method: "GET",
    path: isFoundBy(secret, INSTALLATION) ? "/installation/repositories?per_page=1" : "/user",
    headers: { authorization: "Bearer [secret]", "x-github-api-version": "2022-11-28" },
  }),
  meanings: [
    { status: 401, when: { field: "message", like: /^Bad credentials$/ }, means: "dead", reason: "bad credentials" },
    { status: 200, when: { field: "login", like: /./ }, means: "active", reason: "it works" },
    { status: 200, when: { field: "total_count", like: /^\d+$/ }, means: "active", reason: "it works" },
  ],
  about: {
    who: ["login", "repositories.0.owner.login"],
    scopes: ["header:x-oauth-scopes"],
    expires: ["header:github-authentication-token-expiration"],
  },
});

import { httpVerifier } from "./http-verifier.ts";

/**
 * https://docs.gitlab.com/api/personal_access_tokens/#get-details-on-a-personal-access-token: `self` works with any scope
 * of newer releases. An instance that knows a token as revoked or expired says `invalid_token`; one that does not know it
 * says 401, and so does gitlab.com for the token of another instance.
 */
export const gitlab = httpVerifier({
  id: "gitlab",
  title: "GitLab",
  rules: ["gitlab-personal-access-token", "gitlab-routable-token"],
  origin: "https://gitlab.com",
  traces:
    "GitLab notes time and IP address of the use on the token (last used), and writes the call to the API log of the instance",
  caution: "a token of another instance would be shown to gitlab.com: --endpoint gitlab=URL names yours",
  call: () => ({
    method: "GET",
    path: "/api/v4/personal_access_tokens/self",
    headers: { "private-token": "[secret]" },
  }),
  meanings: [
    { status: 200, when: { field: "active", like: /^true$/ }, means: "active", reason: "it works" },
    { status: 200, when: { field: "active", like: /^false$/ }, means: "dead", reason: "no longer active" },
    { status: 401, when: { field: "error", like: /^invalid_token$/ }, means: "dead", reason: "revoked or expired" },
    {
      status: 403,
      when: { field: "error", like: /^insufficient_scope$/ },
      means: "active",
      reason: "it is let in, without the scope to say who it is",
    },
    { status: 401, means: "refused", reason: "not known to this instance" },
  ],
  about: { who: ["name"], account: ["user_id"], scopes: ["scopes"], expires: ["expires_at"] },
});

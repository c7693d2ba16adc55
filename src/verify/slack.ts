import { httpVerifier } from "./http-verifier.ts";

/**
 * https://docs.slack.dev/reference/methods/auth.test and its errors: `invalid_auth` is a token that is not valid, or a
 * call from an address that may not make it. App-level, refresh and browser tokens are not what it takes.
 */
export const slack = httpVerifier({
  id: "slack",
  title: "Slack",
  rules: ["slack-token"],
  origin: "https://slack.com",
  traces:
    "the access log of the workspace and the app's list of calls show it with the IP address; Slack notes the token as used",
  call: () => ({ method: "POST", path: "/api/auth.test", headers: { authorization: "Bearer [secret]" } }),
  meanings: [
    { status: 200, when: { field: "ok", like: /^true$/ }, means: "active", reason: "it works" },
    {
      status: 200,
      when: { field: "error", like: /^(?:token_revoked|token_expired|account_inactive)$/ },
      means: "dead",
      reason: "revoked, expired, or of a deleted user or workspace",
    },
    {
      status: 200,
      when: { field: "error", like: /^invalid_auth$/ },
      means: "refused",
      reason: "not valid, or not from this IP address: Slack does not say which",
    },
  ],
  about: { who: ["user"], account: ["team"], workspace: ["team_id"], scopes: ["header:x-oauth-scopes"] },
});

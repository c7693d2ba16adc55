import { httpVerifier } from "./http-verifier.ts";

/**
 * https://docs.anthropic.com/en/api/models-list, for admin keys .../admin-api/organization/get-me; errors and headers:
 * .../api/errors and .../api/overview.
 */
export const anthropic = httpVerifier({
  id: "anthropic",
  title: "Anthropic",
  rules: ["anthropic-api-key"],
  origin: "https://api.anthropic.com",
  traces: "the key's last use may change (API keys page of the Console); no tokens are used and nothing is charged",
  call: ({ facts }) => {
    if (facts.kind !== "API" && facts.kind !== "admin")
      return { obstacle: "tokens of sessions and of OAuth have no documented call" };
    return {
      method: "GET",
      path: facts.kind === "admin" ? "/v1/organizations/me" : "/v1/models?limit=1",
      headers: { "x-api-key": "[secret]", "anthropic-version": "2023-06-01" },
    };
  },
  meanings: [
    { status: 200, when: { field: "data", like: /^/ }, means: "active", reason: "it works" },
    { status: 200, when: { field: "type", like: /^organization$/ }, means: "active", reason: "it works" },
    {
      status: 401,
      when: { field: "error.type", like: /^authentication_error$/ },
      means: "dead",
      reason: "not a valid key",
    },
    {
      status: 403,
      when: { field: "error.type", like: /^permission_error$/ },
      means: "active",
      reason: "it is known, without the permission for this call",
    },
  ],
  about: { who: ["name", "header:anthropic-organization-id"] },
});

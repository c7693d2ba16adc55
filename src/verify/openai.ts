import { httpVerifier } from "./http-verifier.ts";

/**
 * https://platform.openai.com/docs/api-reference/models/list and, for admin keys, .../projects/list; the error codes:
 * https://platform.openai.com/docs/guides/error-codes. A key without the scope is told so with 403.
 */
export const openai = httpVerifier({
  id: "openai",
  title: "OpenAI",
  rules: ["openai-api-key"],
  origin: "https://api.openai.com",
  traces: "the key's last use changes (API keys page of the project); no tokens are used and nothing is charged",
  call: ({ facts }) => ({
    method: "GET",
    path: facts.kind === "admin" ? "/v1/organization/projects?limit=1" : "/v1/models",
    headers: { authorization: "Bearer [secret]" },
  }),
  meanings: [
    { status: 200, when: { field: "object", like: /^list$/ }, means: "active", reason: "it works" },
    { status: 401, when: { field: "error.code", like: /^invalid_api_key$/ }, means: "dead", reason: "not a valid key" },
    {
      status: 403,
      when: { field: "error.message", like: /insufficient permissions|missing scopes/i },
      means: "active",
      reason: "it is known, without the scope for this call",
    },
  ],
  about: { who: ["header:openai-organization"], project: ["header:openai-project"] },
});

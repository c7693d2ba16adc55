import { httpVerifier } from "./http-verifier.ts";

/** https://docs.stripe.com/api/accounts/retrieve and https://docs.stripe.com/api/errors: 403 is a key without the permission. */
export const stripe = httpVerifier({
  id: "stripe",
  title: "Stripe",
  rules: ["stripe-secret-key", "stripe-restricted-key"],
  origin: "https://api.stripe.com",
  traces:
    "the request log of the account (Developers > Logs) shows the call with its IP address; the key's last use changes",
  call: () => ({ method: "GET", path: "/v1/account", headers: { authorization: "Bearer [secret]" } }),
  meanings: [
    { status: 200, when: { field: "object", like: /^account$/ }, means: "active", reason: "it works" },
    {
      status: 401,
      when: { field: "error.code", like: /^api_key_expired$/ },
      means: "dead",
      reason: "expired or rolled",
    },
    {
      status: 401,
      when: { field: "error.message", like: /^Invalid API Key provided/ },
      means: "dead",
      reason: "not a valid key",
    },
    {
      status: 403,
      when: { field: "error.type", like: /^invalid_request_error$/ },
      means: "active",
      reason: "it is known, without the permission to say whose it is",
    },
  ],
  about: { who: ["settings.dashboard.display_name", "business_profile.name"], account: ["id"] },
});

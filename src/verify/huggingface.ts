import { httpVerifier } from "./http-verifier.ts";

/** `whoami-v2` is what huggingface_hub's `whoami` asks (src/huggingface_hub/hf_api.py). */
export const huggingface = httpVerifier({
  id: "huggingface",
  title: "Hugging Face",
  rules: ["huggingface-token"],
  origin: "https://huggingface.co",
  traces: "the token's last use changes (Settings > Access Tokens); organisations with audit logs may see the call",
  call: () => ({ method: "GET", path: "/api/whoami-v2", headers: { authorization: "Bearer [secret]" } }),
  meanings: [
    { status: 200, when: { field: "name", like: /./ }, means: "active", reason: "it works" },
    {
      status: 401,
      when: { field: "error", like: /^(?:invalid (?:username or password|credentials)|.*\bexpired\b)/i },
      means: "dead",
      reason: "not a valid token",
    },
  ],
  about: { who: ["name"], account: ["type"], scopes: ["auth.accessToken.role"] },
});

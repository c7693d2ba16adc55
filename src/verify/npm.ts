import { httpVerifier } from "./http-verifier.ts";

/** `npm whoami` (npm CLI, lib/utils/get-identity.js). A token does not say which registry it is for. */
export const npm = httpVerifier({
  id: "npm",
  title: "npm registry",
  rules: ["npm-access-token", "npm-legacy-token"],
  traces: "the registry may note the token as used, and writes the call with the IP address to its access log",
  caution: "all chosen tokens go to this one registry: name the ids of those that belong there",
  call: () => ({ method: "GET", path: "/-/whoami", headers: { authorization: "Bearer [secret]" } }),
  meanings: [
    { status: 200, when: { field: "username", like: /./ }, means: "active", reason: "it works" },
    { status: 401, means: "dead", reason: "unauthorized at this registry" },
  ],
  about: { who: ["username"] },
});

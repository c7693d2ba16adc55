import type { Secret } from "../domain/rotation.ts";
import { httpVerifier } from "./http-verifier.ts";

const HUB = /^(?:(?:index\.|registry-1\.)?docker\.io|hub\.docker\.com)$/;
const isForeign = ({ facts }: Secret): boolean => typeof facts.registry === "string" && !HUB.test(facts.registry);

/**
 * https://docs.docker.com/reference/api/hub/latest/ ("Create access token"): the login is exchanged for a token of some
 * minutes, which is thrown away. A password of an account with two factors is answered with the question for the second.
 */
export const dockerHub = httpVerifier({
  id: "docker-hub",
  title: "Docker Hub",
  rules: ["docker-hub-token", "docker-hub-organization-token", "docker-config-auth"],
  origin: "https://hub.docker.com",
  traces:
    "the token's last use changes (Account settings > Personal access tokens); a login that fails counts as a failed sign-in from this IP address",
  isForeign,
  call: (secret, user) => {
    if (isForeign(secret)) return { obstacle: "a login of another registry than Docker Hub" };
    if (user === undefined) return { obstacle: "the user it belongs to was not found: --user NAME says it" };
    return {
      method: "POST",
      path: "/v2/auth/token",
      headers: {},
      json: { identifier: "[user]", secret: "[secret]" },
    };
  },
  read: passwordIn,
  meanings: [
    { status: 200, when: { field: "access_token", like: /./ }, means: "active", reason: "it works" },
    {
      status: 401,
      when: { field: "detail", like: /secondary authentication|2fa|mfa/i },
      means: "active",
      reason: "the password is right; a second factor is asked for",
    },
    {
      status: 401,
      when: { field: "detail", like: /incorrect authentication credentials/i },
      means: "dead",
      reason: "incorrect credentials",
    },
    {
      status: 401,
      when: { field: "message", like: /unauthorized|incorrect/i },
      means: "dead",
      reason: "incorrect credentials",
    },
  ],
  about: {},
});

/** `auth` of a Docker configuration is base64 of `user:password`; a token in it is kept as what it is alone. */
function passwordIn(value: string, user: string | undefined): string {
  const pair = Buffer.from(value, "base64").toString("utf8");
  return user !== undefined && pair.startsWith(`${user}:`) ? pair.slice(user.length + 1) : value;
}

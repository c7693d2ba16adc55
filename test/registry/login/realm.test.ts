import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttp } from "../../../src/registry/http/http.ts";
import { createAuthorizer } from "../../../src/registry/login/auth.ts";
import { isTrustedRealm } from "../../../src/registry/login/realm.ts";
import { pullScope } from "../../../src/registry/login/token.ts";

const signal = new AbortController().signal;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("a token server", () => {
  it.each([
    ["auth.docker.io", "registry-1.docker.io"],
    ["gitlab.example.com", "registry.gitlab.example.com"],
    ["r.example.com", "r.example.com"],
    ["login.shop.co.uk", "registry.shop.co.uk"],
    ["localhost", "127.0.0.1"],
  ])("%s may see logins of %s", (realm, registry) => expect(isTrustedRealm(realm, registry)).toBe(true));

  it.each([
    ["evil.example", "registry.example.com"],
    ["registry.example.com.evil.net", "registry.example.com"],
    ["evil.co.uk", "shop.co.uk"],
    ["evil.azurecr.io", "shop.azurecr.io"],
    ["1.amazonaws.com", "2.amazonaws.com"],
    ["1.amazonaws.com.cn", "2.amazonaws.com.cn"],
    ["1.amazonaws.eu", "2.on.amazonaws.eu"],
    ["10.0.0.2", "10.0.0.1"],
    ["169.254.169.254", "127.0.0.1"],
    ["registry.com", "registry"],
  ])("%s may not see logins of %s", (realm, registry) => expect(isTrustedRealm(realm, registry)).toBe(false));
});

const tokens = async (answer: string) => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end(answer);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};

interface Asked {
  readonly realm: string;
  readonly endpoint: string;
  readonly login?: boolean;
  readonly allowRealm?: readonly string[];
}

const authorizer = ({ realm, endpoint, login = true, allowRealm = [] }: Asked) => {
  const http = createHttp({ endpoints: new Map([[new URL(realm, "https://r.example.com").host, endpoint]]) });
  closers.push(async () => http.close());
  const auth = createAuthorizer({
    http,
    registry: async () => "https://r.example.com",
    allowRealm,
    greeting: async () => [],
    credential: async () =>
      login ? { kind: "basic", username: "u", password: "p", from: "a test" } : { kind: "anonymous" },
  });
  const challenges = [`Bearer realm="${realm}",service="s"`];
  return {
    auth,
    renew: async () => auth.renew(pullScope("app"), { challenges, used: undefined }, signal),
  };
};

const TOKEN = JSON.stringify({ token: "t" });

describe("logging in", () => {
  it("shows it where that was allowed", async () => {
    const { url, seen } = await tokens(TOKEN);
    const { renew } = authorizer({ realm: "https://id.example/t", endpoint: url, allowRealm: ["id.example"] });
    expect(await renew()).toBe(true);
    expect(seen).toEqual([`Basic ${Buffer.from("u:p").toString("base64")}`]);
  });

  it("asks a foreign token server without a login when there is none to lose", async () => {
    const { url, seen } = await tokens(TOKEN);
    expect(await authorizer({ realm: "https://id.example/t", endpoint: url, login: false }).renew()).toBe(true);
    expect(seen).toEqual([undefined]);
  });

  it.each(["http://r.example.com/token", "ftp://r.example.com/", ""])("refuses the realm %j", async (realm) => {
    const { url } = await tokens(TOKEN);
    const auth = authorizer({ realm: "https://r.example.com/", endpoint: url }).auth;
    const challenges = [`Bearer realm="${realm}"`];
    await expect(auth.renew(pullScope("app"), { challenges, used: undefined }, signal)).rejects.toThrow(/^login: /);
  });

  it("refuses a token of more than 64 KiB", async () => {
    const { url } = await tokens(JSON.stringify({ token: "t".repeat(70_000) }));
    await expect(authorizer({ realm: "https://r.example.com/t", endpoint: url }).renew()).rejects.toThrow(
      /larger than/,
    );
  });
});

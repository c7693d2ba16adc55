import { describe, expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { definitions, scanText } from "../scan-text.ts";
import { examine } from "./examine.ts";

const MALFORMED = { confidence: "low", validity: "malformed" };

describe.each([
  ["bedrock", "ABSK<bedrock>", { account: "012345678901", user: expect.stringMatching(/^BedrockAPIKey-\w{4}$/) }],
  [
    "bedrock-short",
    "bedrock-api-key-<bedrock-signed>",
    { region: "eu-west-1", account: "029608264753", expiresAt: "2026-01-02T15:04:05.000Z" },
  ],
  ["artifactory-reference", "<reftkn>", { expiresAt: "2023-11-14T22:13:20.000Z" }],
  [
    "sentry-token",
    "sntrys_<sentry>_<b64:43>",
    {
      organization: expect.stringMatching(/^[a-z]+$/),
      url: "https://eu.sentry.corp.internal",
      issued: "2023-11-14T22:13:20.500Z",
    },
  ],
  ["grafana-cloud", "glc_<grafana>", { organization: "123456", tokenName: expect.stringMatching(/^[a-z]+$/) }],
  ["grafana-api-key", "<grafana-key>", { organization: 7, tokenName: expect.stringMatching(/^[a-z]+$/) }],
  [
    "onepassword",
    "ops_<onepassword>",
    { host: expect.stringMatching(/\.1password\.eu$/), email: expect.stringMatching(/@corp\.internal$/) },
  ],
  ["discord-bot", "<bot-id>.<alnum:6>.<b64url:38>", { bot: "1234567890123456789" }],
  ["data-center-token", "BBDC-<token-id>", { tokenId: "123456789012" }],
])("%s", (name, template, facts) => {
  const value = expand(template, 1);

  test("decodes, and tells these facts and no more", () => {
    expect(examine(name, value)).toMatchObject({ confidence: "high" });
    expect(examine(name, value).facts).toEqual(facts);
  });

  test("is likely an example when it does not decode", () => {
    expect(
      examine(
        name,
        value.replace(/[A-Za-z0-9+/=]{20,}/, (text) => "w".repeat(text.length)),
      ),
    ).toMatchObject(MALFORMED);
  });
});

describe.each([
  ["tailscale", "tskey-auth-<alnum:12>CNTRL-<alnum:32>", { kind: "auth", keyId: expect.stringMatching(/CNTRL$/) }],
  ["telegram", "1234567890:AA<alnum:33>", { bot: "1234567890" }],
  ["discord-webhook", "/api/webhooks/123456789012345678/<alnum:68>", { webhook: "123456789012345678" }],
  ["mailchimp", "<hex:32>-us21", { dataCenter: "us21" }],
  ["vault-token", "hvb.<alnum:90>", { kind: "batch" }],
  ["vault-token", "s.<alnum:24>", { kind: "service" }],
  ["vault-token", "s.<alnum:24>.ab1Cd", { kind: "service", namespace: "ab1Cd" }],
  ["openai", "sk-svcacct-<alnum:20>T3BlbkFJ<alnum:20>", { kind: "service account" }],
  ["openai", "sk-<alnum:20>T3BlbkFJ<alnum:20>", { kind: "user" }],
  ["anthropic", "sk-ant-admin01-<b64url:93>AA", { kind: "admin" }],
  ["sendgrid", "SG.<b64url:22>.<b64url:43>", { keyId: expect.stringMatching(/^[\w-]{22}$/) }],
  [
    "slack",
    "xoxc-123456789012-234567890123-<digit:12>-<hex:64>",
    { workspace: "123456789012", account: "234567890123" },
  ],
])("%s %s", (name, template, facts) => {
  test("tells its ids", () => {
    const verdict = examine(name, expand(template, 1));
    expect(verdict.facts).toEqual(facts);
    expect(verdict.confidence ?? "high").toBe("high");
  });
});

test.each([
  ["API", "sk-ant-api03-<b64url:93>AA"],
  ["admin", "sk-ant-admin01-<b64url:93>AA"],
  ["OAuth access", "sk-ant-oat01-<b64url:93>AA"],
])("an Anthropic %s token tells its kind", (kind, template) => {
  expect(examine("anthropic", expand(template, 1)).facts).toEqual({ kind });
});

test("JSON of something else behind the letters of a Grafana key is none", () => {
  const other = Buffer.from(JSON.stringify({ k: "a1b2c3d4", t: "x", c: 9 })).toString("base64");
  expect(examine("grafana-api-key", other).reject).toBeDefined();
  const cut = Buffer.from(JSON.stringify({ k: expand("<uuid>", 1), t: "x" }).slice(0, -4)).toString("base64");
  expect(examine("grafana-api-key", cut).reject).toBeDefined();
});

test("an Artifactory key is 54 bytes in base58", () => {
  expect(examine("artifactory-key", expand("AKCp<base58:69>", 1))).toMatchObject({ confidence: "high" });
  expect(examine("artifactory-key", expand("AKCp<base58:60>0IlO<base58:5>", 1))).toMatchObject(MALFORMED);
});

test("an AWS session token tells region, and the account of the key id beside it", () => {
  const head = Buffer.from("\x21\x0a\x09origin_ec\x10\x05\x1a\x0ceu-central-1\x22", "latin1").toString("base64");
  const value = head.replace(/=+$/, "") + expand("<b64:200>", 1);
  const text = `aws_access_key_id=${"ASIA"}QNZGKIQY56JQ7WML\naws_session_token=${value}`;
  expect(value.startsWith("IQoJb3JpZ2luX2Vj")).toBe(true);
  expect(examine("aws-session-token", value, text).facts).toEqual({ region: "eu-central-1", account: "029608264753" });
  expect(examine("aws-session-token", value).facts).toEqual({ region: "eu-central-1" });
});

test("a Twilio credential names the account beside it", () => {
  const [account, key] = [expand("AC<hex:32>", 1), expand("SK<hex:32>", 2)];
  expect(examine("twilio", key, `TWILIO_ACCOUNT_SID=${account}\nTWILIO_API_KEY=${key}`).facts).toEqual({ account });
  expect(examine("twilio", key).facts).toEqual({});
});

describe("JSON web tokens", () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const token = (head: object, claims: object) => `${encode(head)}.${encode(claims)}.${expand("<b64url:43>", 1)}`;

  test("of Kubernetes tell namespace and service account, bound or not", () => {
    const bound = {
      exp: 1_700_000_000,
      "kubernetes.io": { namespace: "shop", serviceaccount: { name: "api", uid: "u" }, pod: { name: "api-0" } },
    };
    const flat = {
      "kubernetes.io/serviceaccount/namespace": "shop",
      "kubernetes.io/serviceaccount/service-account.name": "api",
      "kubernetes.io/serviceaccount/secret.name": "api-token",
    };
    const head = { alg: "RS256", kid: "k-1" };
    expect(examine("jwt", token(head, bound)).facts).toEqual({
      ...head,
      exp: "2023-11-14T22:13:20.000Z",
      namespace: "shop",
      serviceAccount: "api",
      pod: "api-0",
    });
    expect(examine("jwt", token(head, flat)).facts).toEqual({
      ...head,
      namespace: "shop",
      serviceAccount: "api",
      secret: "api-token",
    });
  });

  test("without a signature are low", () => {
    expect(examine("jwt", token({ alg: "none" }, { sub: "a" })).confidence).toBe("low");
  });

  test("are read where a Docker identity token stands, and an opaque one stays", () => {
    const value = token({ alg: "RS256" }, { iss: "registry", exp: 1_700_000_000 });
    expect(examine("docker-identity", value).facts).toMatchObject({ iss: "registry", exp: "2023-11-14T22:13:20.000Z" });
    expect(examine("docker-identity", expand("<alnum:40>", 1)).reject).toBeUndefined();
  });
});

describe("password hashes", () => {
  const hash = expand("$6$<alnum:12>$<alnum:86>", 1);

  test("of /etc/shadow tell user, algorithm and lock", () => {
    const line = (lock: string) => `root:*:19000:0:::::\nalice:${lock}${hash}:19000:0:99999:7:::\n`;
    expect(examine("password-hash", hash, line("")).facts).toEqual({
      algorithm: "SHA-512-crypt",
      user: "alice",
      locked: false,
    });
    expect(examine("password-hash", hash, line("!"))).toMatchObject({
      confidence: "low",
      facts: { user: "alice", locked: true },
      reasons: ["password hash: SHA-512-crypt", "account is locked"],
    });
  });

  test.each([
    ["$apr1$<alnum:8>$<alnum:22>", "MD5 (Apache)"],
    ["$2y$10$<alnum:53>", "bcrypt"],
    ["$y$j9T$<alnum:22>$<alnum:43>", "yescrypt"],
    ["{SSHA}<b64:44>", "salted SHA"],
  ])("%s is %s", (template, algorithm) => {
    expect(examine("password-hash", expand(template, 1)).facts).toEqual({ algorithm });
  });
});

test("no fact of an example holds a secret half of its value", () => {
  for (const { examples } of definitions)
    for (const example of examples) {
      const text = expand(example, 9);
      for (const { facts, span } of scanText(text)) {
        const value = text.slice(span.start, span.end);
        const shown = Object.values(facts).filter((fact) => value.includes(String(fact)));
        const length = shown.reduce<number>((sum, fact) => sum + String(fact).length, 0);
        expect(length, `${example} shows ${shown.join(", ")}`).toBeLessThanOrEqual(value.length / 2);
      }
    }
});

describe("Vault tokens that are signed", () => {
  const field = (tag: number, content: Buffer): Buffer => Buffer.concat([Buffer.from([tag, content.length]), content]);
  const signed = (random: string): string => {
    const token = Buffer.concat([field(0x0a, Buffer.from(random)), Buffer.from([0x10, 7, 0x18, 1])]);
    const hmac = Buffer.alloc(32, 0xa5);
    return `hvs.${Buffer.concat([Buffer.from([8, 1]), field(0x12, hmac), field(0x1a, token)]).toString("base64url")}`;
  };

  test("they decode, which proves them, and tell the namespace", () => {
    expect(examine("vault-token", signed(`hvs.${"aB3".repeat(8)}`))).toEqual({
      confidence: "high",
      facts: { kind: "service" },
      reasons: ["decodes to a signed Vault service token"],
    });
    expect(examine("vault-token", signed(`hvs.${"aB3".repeat(8)}.Xy9zQ`)).facts).toEqual({
      kind: "service",
      namespace: "Xy9zQ",
    });
  });

  test("a cut one is only of the format", () => {
    expect(examine("vault-token", signed("hvs.abc").slice(0, 60)).confidence).toBeUndefined();
  });
});

test("a JWT whose header was changed is likely an example, and its claims still tell the owner", () => {
  const [header = "", payload = "", signature = ""] = expand("<jwt>", 1).split(".");
  const broken = Buffer.from(header, "base64url");
  broken[broken.indexOf(",") + 1] = 0x12;
  const verdict = examine("jwt", [broken.toString("base64url"), payload, signature].join("."));
  expect(verdict).toMatchObject(MALFORMED);
  expect(verdict.facts?.iss).toMatch(/corp\.internal$/);
  expect(examine("jwt", [broken.toString("base64url"), "eyJub3RoaW5n", signature].join(".")).reject).toBeDefined();
});

test("an Elasticsearch key is id and key in base64, and tells the id only", () => {
  const value = expand("<elastic-key>", 1);
  const [id = "", key = ""] = Buffer.from(value, "base64").toString().split(":");
  expect(examine("elastic-api-key", value)).toMatchObject({ confidence: "high", facts: { keyId: id } });
  expect(JSON.stringify(examine("elastic-api-key", value))).not.toContain(key);
  expect(examine("elastic-api-key", expand("<b64:58>==", 1)).reject).toBeDefined();
});

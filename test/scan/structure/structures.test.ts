import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { FILE, scanText } from "../scan-text.ts";

const only = (text: string, document = FILE) => {
  const findings = scanText(text, document);
  expect(findings.map((finding) => finding.ruleId)).toHaveLength(1);
  return findings[0]!;
};

test.each([
  ["ASIA", "QNZGKIQY56JQ7WML", "029608264753"],
  ["AKIA", "IOSFODNN7EXAMPLE", undefined],
])("AWS key id %s...: account %s", (prefix, body, account) => {
  expect(only(`id = ${prefix}${body}`).facts.account).toBe(account);
});

describe("documented values are kept as test", () => {
  test.each([
    ["aws_access_key_id=AKIA", "IOSFODNN7", "EXAMPLE"],
    ["aws_secret_access_key=wJalrXUtnFEMI", "/K7MDENG/bPxRfiCY", "EXAMPLEKEY"],
    ["key=sk_test_", "4eC39HqLyj", "WDarjtT1zdp7dc"],
  ])("%s", (...parts) => {
    expect(only(parts.join("")).known).toBe("test");
  });
});

describe.each([
  ["ghp_<base62:30><crc32>", "ghp_<base62:36>"],
  ["npm_<base62:30><crc32>", "npm_<base62:36>"],
  ["glsa_<alnum:32>_<crc32le>", "glsa_<alnum:32>_<hex:8>"],
  ["glpat-<gitlab-routable><crc36>", "glpat-<gitlab-routable><loweralnum:7>"],
  ["ATATT3xFfGF0<b64url:170>=<crc32hex>", "ATATT3xFfGF0<b64url:170>=<HEX:8>"],
])("checksum of %s", (valid, invalid) => {
  test("a right one is proof", () => {
    const finding = only(expand(valid, 3));
    expect(finding).toMatchObject({ confidence: "high", validity: "unknown" });
    expect(finding.reasons).toContain("checksum valid");
  });

  test("a wrong one lowers confidence, and the finding stays", () => {
    const finding = only(expand(invalid, 3));
    expect(finding).toMatchObject({ confidence: "low", validity: "malformed" });
    expect(finding.reasons).toContain("checksum fails: likely an example");
  });
});

test("GitLab's routable payload names its owner", () => {
  expect(only(expand("glpat-<gitlab-routable><crc36>", 1)).facts).toMatchObject({ organization: "64", user: "3592" });
});

test("a JWT tells issuer, subject and times", () => {
  const { facts } = only(expand("TOKEN=<jwt>", 1));
  expect(facts).toMatchObject({ alg: "HS256", exp: "2030-03-17T17:46:40.000Z", iat: "2023-11-14T22:13:20.000Z" });
  expect(facts.iss).toMatch(/corp\.internal$/);
});

describe("private keys", () => {
  const pem = (type: "pkcs1" | "pkcs8", extra = {}) =>
    String(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ format: "pem", type, ...extra }));

  test("an RSA key is parsed, in either encoding", () => {
    for (const type of ["pkcs1", "pkcs8"] as const)
      expect(only(pem(type)).facts).toMatchObject({ type: "rsa", bits: 1024, encrypted: false });
  });

  test("an encrypted key says so", () => {
    expect(only(pem("pkcs8", { cipher: "aes-256-cbc", passphrase: "x" })).facts.encrypted).toBe(true);
    expect(only(pem("pkcs1", { cipher: "aes-256-cbc", passphrase: "x" })).facts.encrypted).toBe(true);
  });

  test("an OpenSSH key shows its public fingerprint", () => {
    const { facts, ruleId } = only(expand("<pem:openssh>", 1));
    expect(ruleId).toBe("ssh-private-key");
    expect(facts).toMatchObject({ type: "ssh-ed25519", encrypted: false });
    expect(facts.sshFingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  test("curves that SSH does not know are keys too", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "secp224r1" });
    const { facts } = only(String(privateKey.export({ format: "pem", type: "sec1" })));
    expect(facts).toMatchObject({ type: "ec", curve: "secp224r1" });
    expect(facts.sshFingerprint).toBeUndefined();
  });

  test("one key is one secret, however it is written", () => {
    const key = expand("<pem:ed25519>", 1);
    const writings = [
      key,
      key.replaceAll("\n", "\r\n"),
      `KEY="${key.replaceAll("\n", "\\n")}"`,
      key.replace(/^/gm, "    "),
    ];
    const prints = writings.map((text) => only(text).fingerprint);
    expect(new Set(prints).size).toBe(1);
  });

  test("a base64 body that is no key is kept as malformed, a text is dropped", () => {
    const block = (body: string) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`;
    expect(only(expand(block("<b64:64>\n<b64:64>"), 1))).toMatchObject({ confidence: "low", validity: "malformed" });
    expect(scanText(block("paste your key here"))).toEqual([]);
  });
});

test("a service account file names project and account, and counts once", () => {
  const finding = only(expand("<gcp-service-account>", 1));
  expect(finding.ruleId).toBe("gcp-service-account-key");
  expect(finding.facts.email).toMatch(/iam\.gserviceaccount\.com$/);
  expect(finding.facts.project).toMatch(/-prod$/);
});

test("a database URL tells user, host, port and database, and its value is the password", () => {
  const password = expand("<password>", 1);
  const text = `DATABASE_URL=postgres://app:${password}@db.corp.internal:5432/shop`;
  const finding = only(text);
  expect(text.slice(finding.span.start, finding.span.end)).toBe(password);
  expect(finding.facts).toEqual({
    scheme: "postgres",
    user: "app",
    host: "db.corp.internal",
    port: "5432",
    database: "shop",
    network: "private",
  });
});

test("Docker's auth tells user and registry", () => {
  const auth = Buffer.from(`robot:${expand("<alnum:20>", 1)}`).toString("base64");
  const finding = only(`{"auths":{"r.corp.internal":{"auth":"${auth}"}}}`);
  expect(finding).toMatchObject({
    ruleId: "docker-config-auth",
    facts: { user: "robot", registry: "r.corp.internal" },
  });
});

test("an AWS secret without a name is found beside its key id", () => {
  const text = expand("AKIA<base32:16>\n<b64:40>\n", 4);
  expect(scanText(text).map((finding) => finding.ruleId)).toEqual(["aws-access-key-id", "aws-secret-access-key"]);
  expect(scanText(expand("<b64:40>\nAKIA<base32:16>\n", 4)).map((finding) => finding.ruleId)).toEqual([
    "aws-secret-access-key",
    "aws-access-key-id",
  ]);
});

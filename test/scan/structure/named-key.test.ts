import { describe, expect, test } from "vitest";
import type { DocumentInfo } from "../../../src/domain/finding.ts";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";

const at = (path: string): DocumentInfo => ({ kind: "file", path });
const values = (text: string, document: DocumentInfo): readonly string[] =>
  scanText(text, document).map(({ span }) => text.slice(span.start, span.end));

const hex = expand("<hex:32>", 6);
const token = expand("<alnum:12>_<alnum:9>-<alnum:14>", 6);

describe("a key that only its owner names", () => {
  test.each([
    ["app/.env", `ACME_KEY=${hex}`],
    ["app/config.yaml", `acmeKey: "${hex}"`],
    ["app/config.json", `{"acme-record-key": "${hex}"}`],
    ["app/main.js", `const acmeKey = "${hex}";`],
    ["app/main.go", `acme_key := "${hex}"`],
  ])("%s: %s", (path, text) => {
    expect(values(text, at(path))).toEqual([hex]);
  });

  test.each([
    ["app/.env", `CACHE_KEY=${hex}`],
    ["app/schema.json", `{"unique_key": "${hex}"}`],
    ["app/config.yaml", `key: ${hex}`],
    ["app/config.yaml", `acme_public_key: ${hex}`],
    ["app/config.yaml", `ssh_authorized_key: ${hex}`],
    ["app/.env", "ACME_KEY=some-name-of-a-thing-2024"],
    ["app/main.js", "const acmeKey = settings.acme.key;"],
    ["app/prog", `\0\x01 acme_key: ${hex}\0`],
    ["app/prog", 'protobuf_key:"bytes,1,opt,name=key1,proto3"'],
    ["app/build", "my $signkey = Dpkg::OpenPGP::KeyHandle9->new("],
    ["README.md", `acme_key: ${hex}`],
  ])("quiet on %s: %s", (path, text) => {
    expect(values(text, at(path))).toEqual([]);
  });
});

describe("a request header", () => {
  test.each([
    `curl -H "Authorization: Api-Token ${hex}" https://api.corp.internal`,
    `curl -H 'Authorization: ${hex}' https://api.corp.internal`,
    `{"Authorization": "ApiKey ${hex}"}`,
  ])("of any scheme: %s", (text) => {
    expect(values(text, at("app/run.sh"))).toEqual([hex]);
  });

  test.each([
    'curl -H "Authorization: Basic dXNlcjpwYXNzd29yZA==" https://api.corp.internal',
    'curl -H "Authorization: Bearer $TOKEN"',
    "authorization: required-for-all-requests",
    "Authorization: AWS4-HMAC-SHA256 Credential=x/20130524/us-east-1/s3/aws4_request",
  ])("quiet on: %s", (text) => {
    expect(values(text, at("app/run.sh"))).toEqual([]);
  });
});

describe("a random value", () => {
  test("may hold separators", () => {
    expect(values(`API_TOKEN=${token}`, at("app/.env"))).toEqual([token]);
  });

  test("may hold an equals sign, also behind a colon", () => {
    const value = `${expand("<alnum:17>", 7)}=${expand("<alnum:20>", 7)}`;
    expect(values(`api_token: ${value}`, at("app/config.yaml"))).toEqual([value]);
  });

  test.each([")", "+", ",", "}"])("may begin with %s", (sign) => {
    const value = `${sign}${expand("<alnum:30>", 8)}`;
    expect(values(`API_TOKEN=${value}`, at("app/.env"))).toEqual([value]);
    expect(values(`const apiToken = "${value}";`, at("app/main.js"))).toEqual([value]);
  });

  test("loses the quotes inside of its quotes", () => {
    expect(values(`buildConfigField 'String', 'API_KEY', '"${hex}"'`, at("app/build.gradle"))).toEqual([hex]);
  });

  test.each([
    "api_token = cmp2-qat-1208358310",
    "api_token = billing.service.internal.v2",
    'authenticity_token = "7SWaFo1xhsC6oovfBsJFLGPUl2EhkSWPbJhWANwg"',
    "x = 'password = '.$p['daemon_password'].\"\\n\";",
    'usernameLabel:"Username:",passwordLabel:"Password:",rememberLabel:"Remember:"',
  ])("is none of: %s", (text) => {
    expect(values(text, at("app/settings"))).toEqual([]);
  });
});

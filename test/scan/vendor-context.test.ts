import { describe, expect, test } from "vitest";
import { expand } from "../support/samples.ts";
import { scanText } from "./scan-text.ts";

const rulesOn = (template: string): readonly string[] => scanText(expand(template, 1)).map(({ ruleId }) => ruleId);

describe("a key without a prefix is known by its vendor, wherever people write the vendor's name", () => {
  test.each([
    ["an environment", "DEEPGRAM_API_KEY=<hex:40>\n"],
    ["YAML below the vendor", "deepgram:\n  enabled: true\n  api_key: <hex:40>\n"],
    ["JSON below the vendor", '{"deepgram": {"apiKey": "<hex:40>"}}'],
    ["a variable of Terraform", 'variable "deepgram_token" {\n  default = "<hex:40>"\n}'],
    ["a note", "Deepgram API key: <hex:40>\n"],
    ["a note without a colon", "deepgram token <hex:40>\n"],
    ["a call", 'const deepgram = createClient({ key: "<hex:40>" })'],
    ["an address of the vendor", "https://api.deepgram.com/v1/listen?key=<hex:40>"],
    ["only the name", 'deepgram = "<hex:40>"'],
  ])("%s", (_where, template) => {
    expect(rulesOn(template)).toContain("deepgram-api-key");
  });

  test.each([
    ["a digest of a file named after the vendor", "deepgram-sdk-3.2.tar.gz <hex:40>\n"],
    ["a path", '"deepgram/path": "<hex:40>"'],
    ["another length", "DEEPGRAM_API_KEY=<hex:38>\n"],
    ["too far away", "deepgram is a service for speech to text, and then some text follows. key: <hex:40>\n"],
  ])("not %s", (_where, template) => {
    expect(rulesOn(template)).not.toContain("deepgram-api-key");
  });

  test("words of the right length are none", () => {
    expect(rulesOn("alchemy token the-name-of-some-page-about-this")).not.toContain("alchemy-api-key");
    expect(rulesOn("alchemy token <b64url:32>")).toContain("alchemy-api-key");
  });
});

describe("a token in a URL is the token, not a password", () => {
  test.each([
    ["https://x:<token>@github.com/acme/shop", "ghp_<base62:30><crc32>"],
    ["https://<token>@github.com/acme/shop", "ghp_<base62:30><crc32>"],
    ["https://<token>:x-oauth-basic@github.com/acme/shop", "ghp_<base62:30><crc32>"],
    ["https://oauth2:<token>@gitlab.com/acme/shop.git", "glpat-<b64url:20>"],
    ["https://build:<token>@dev.azure.com/acme/_git/shop", "<azure-devops-pat>"],
  ])("%s", (address, template) => {
    const token = expand(template, 1);
    const [found, ...rest] = scanText(address.replace("<token>", token));
    expect(rest).toEqual([]);
    const [alone] = scanText(`AZURE_DEVOPS_EXT_PAT=${token}\n`);
    expect(found?.fingerprint).toBe(alone?.fingerprint);
    expect(found?.provider).toBe(alone?.provider);
  });
});

test("a token in a Docker or basic login is the same secret as the token alone", () => {
  const token = expand("ghp_<base62:30><crc32>", 1);
  const login = Buffer.from(`ci-bot:${token}`).toString("base64");
  const [alone] = scanText(`GITHUB_TOKEN=${token}\n`);
  for (const text of [`{"auths": {"ghcr.io": {"auth": "${login}"}}}`, `Authorization: Basic ${login}\n`])
    expect(scanText(text).map(({ fingerprint }) => fingerprint)).toContain(alone?.fingerprint);
});

test("a login written as an example is kept as a test value at a host that nobody can have, and dropped at any other", () => {
  expect(scanText("https://user:pass@docs.example.com/x\n")).toMatchObject([{ confidence: "low", known: "test" }]);
  expect(scanText("https://user:pass@git.corp.internal/x\n")).toEqual([]);
  expect(scanText("amqp://user:pw@host\n")).toEqual([]);
});

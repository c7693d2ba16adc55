import { expect, test } from "vitest";
import { expand } from "../support/samples.ts";
import { scanText } from "./scan-text.ts";

const github = expand("ghp_<base62:30><crc32>", 1);

test("an assigned token is the token of its provider, under the name it was assigned to", () => {
  expect(scanText(`DEPLOY_TOKEN=${github}`)).toMatchObject([
    { ruleId: "github-personal-access-token", name: "DEPLOY_TOKEN" },
  ]);
});

test("a token in a URL is one finding, whatever part of the URL it is", () => {
  for (const url of [
    `https://ci:${github}@git.corp.internal/a`,
    `https://${github}@git.corp.internal/a`,
    `https://${github}:x-oauth-basic@git.corp.internal/a`,
  ]) {
    const findings = scanText(url);
    expect(
      findings.map((finding) => finding.ruleId),
      url,
    ).toContain("github-personal-access-token");
    expect(JSON.stringify(findings)).not.toContain(github);
  }
});

test("two secrets on one line stay two", () => {
  const line = `{"password":"${expand("<password>", 1)}","token":"${github}"}`;
  expect(scanText(line).map((finding) => finding.ruleId)).toEqual(["generic-password", "github-personal-access-token"]);
});

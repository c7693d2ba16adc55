import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const TOKEN = expand("ghp_<base62:30><crc32>", 81);
const HASH = createHash("sha256").update(TOKEN).digest("base64");

let registry: TestRegistry;
let testCase: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  testCase = createTestCase();
  const env = `T=${TOKEN}\nDB_PASSWORD=${expand("<password>", 82)}\nGITHUB_CLIENT_SECRET=${expand("<hex:40>", 83)}\n`;
  registry.push("app", image({ layers: [gzipLayer([layer.file("app/.env", env)])] }), { tags: ["1"] });
  await testCase.audit(registry.host);
});
afterEach(async () => {
  testCase.remove();
  await registry.close();
});

const read = async () => {
  const { plan } = await testCase.report();
  const facts: Record<string, Facts> = {};
  for (const { secrets } of plan.open) for (const { ruleId, facts: own } of secrets) facts[ruleId] = own;
  const task = plan.open.find(({ runbook }) => runbook.id === "github");
  return { facts, query: task?.logs[0]?.query };
};

it("the log of GitHub is searched for the hash of the token, which no password and no short secret shows", async () => {
  const { facts, query } = await read();
  expect(query).toContain(`hashed_token:"${HASH}"`);
  expect(Object.keys(facts).filter((rule) => "hashedToken" in (facts[rule] ?? {}))).toEqual([
    "github-personal-access-token",
  ]);
});

it("stays a placeholder where the key of the case is not at hand, or is that of another", async () => {
  rmSync(`${testCase.db}.key`);
  expect((await read()).query).toContain('hashed_token:"<HASHED_TOKEN>"');
  writeFileSync(`${testCase.db}.key`, `${Buffer.alloc(32, 7).toString("base64")}\n`);
  expect((await read()).query).toContain('hashed_token:"<HASHED_TOKEN>"');
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
let registry: TestRegistry;
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
/** It ended in 2024. */
const ended = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded({ sub: "job", iat: 1700000000, exp: 1710000000 })}.${expand("<base62:43>", 71)}`;

beforeAll(async () => {
  registry = await startRegistry();
  const push = (name: string, text: string): void =>
    void registry.push(name, image({ layers: [gzipLayer([layer.file("app/.env", text)])] }), { tags: ["1"] });
  push("a", `AUTH_TOKEN=${ended}\n`);
  push("b", expand("GITHUB_TOKEN=ghp_<base62:30><crc32>\n", 72));
  await exhume(["audit", registry.host, "--quiet"], { cwd });
});
afterAll(async () => registry.close());

it("counts what has expired among what goes, and not among what can still be used", async () => {
  const { stdout } = await exhume(["purge"], { cwd });
  expect(stdout).toContain("To serve 2 secrets no more");
  expect(stdout).toContain("1 secret of these can still be used");
});

it("says once for all repositories what the audits could not see", async () => {
  const { stdout } = await exhume(["purge"], { cwd });
  expect(stdout.match(/untagged manifests cannot\s+be\s+listed/g)).toHaveLength(1);
  expect(stdout.replace(/\s+/g, " ")).toContain(`${registry.host}/a, ${registry.host}/b: untagged manifests`);
});

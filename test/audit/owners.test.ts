import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { secretText } from "../../src/report/secret-text.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { HOSTILE } from "../support/case.ts";
import { attestation, gzipLayer, image, index, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";

const value = expand("ghp_<base62:30><crc32>", 91);
const other = expand("ghp_<base62:30><crc32>", 92);
let registry: TestRegistry;
let investigation: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  await registry.close();
  investigation.remove();
});

const built = (labels: Readonly<Record<string, string>>, text = value) =>
  image({
    layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${text}\n`)])],
    labels: Object.fromEntries(Object.entries(labels).map(([key, one]) => [`org.opencontainers.image.${key}`, one])),
  });
const audit = async (flags: Readonly<Record<string, string>> = {}) => {
  investigation = createTestCase(flags);
  await investigation.audit(registry.host);
  return investigation.report();
};

it("provenance of the build says whose an image is, before its labels, which may be inherited", async () => {
  const vcs = { source: "https://git.example/team/shop.git", revision: "0123456789abcdef" };
  const app = built({ authors: "Makers of the base" });
  registry.push("team/shop", index([app, attestation({ subject: app, vcs })]), { tags: ["1"] });
  const { model } = await audit();
  expect(model.secrets[0]?.owner).toEqual({
    name: vcs.source,
    from: `provenance of ${registry.host}/team/shop, revision ${vcs.revision}`,
  });
});

it("a label says it when nothing better does, and a file before all", async () => {
  registry.push("team/shop", built({ authors: "Ann <ann@corp.example>", source: "https://git.example/x" }), {
    tags: ["1"],
  });
  const { model } = await audit();
  const from = `label authors of ${registry.host}/team/shop`;
  expect(model.secrets[0]?.owner).toEqual({ name: "Ann <ann@corp.example>", from });
  const owners = join(scratch(), "OWNERS");
  writeFileSync(owners, "# all\n* @platform\nteam/* @team-a @team-b\n");
  const named = await audit({ owners });
  expect(named.model.secrets[0]?.owner).toEqual({ name: "@team-a @team-b", from: "owners file line 3" });
});

it("what a base image brings is the work of whoever has that image, however the others are called", async () => {
  const source = (name: string) => ({ "org.opencontainers.image.source": `https://git.example/${name}` });
  const below = gzipLayer([layer.file("etc/app.env", `GITHUB_TOKEN=${value}\n`)]);
  const on = (name: string) =>
    image({ layers: [below, gzipLayer([layer.file("app/name", name)])], labels: source(name) });
  for (const name of ["a/first", "b/second"]) registry.push(name, on(name), { tags: ["1"] });
  registry.push("platform/base", image({ layers: [below], labels: source("platform/base") }), { tags: ["12"] });
  const { model } = await audit();
  expect(model.secrets[0]?.owner).toMatchObject({
    name: "https://git.example/platform/base",
    others: ["https://git.example/a/first", "https://git.example/b/second"],
  });
  const owners = join(scratch(), "OWNERS");
  writeFileSync(owners, "* @apps\nplatform/* @platform\n");
  investigation.remove();
  expect((await audit({ owners })).model.secrets[0]?.owner).toMatchObject({ name: "@platform", others: ["@apps"] });
});

it("hostile labels show as text, and a secret in one shows nowhere", async () => {
  registry.push("a", built({ authors: HOSTILE }), { tags: ["1"] });
  registry.push("b", built({ authors: `token ${other}`, vendor: "Corp" }, other), { tags: ["1"] });
  const { plan, model } = await audit();
  const texts = plan.open.map((task) => secretText(task)).join("\n");
  expect(texts.split("\n")).toContainEqual(expect.stringMatching(/^Owner: red safegnp/));
  expect(texts).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
  expect(model.secrets.map(({ owner }) => owner?.name)).toContain("Corp");
  expect(JSON.stringify(model)).not.toContain(other);
});

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
const token = expand("ghp_<base62:30><crc32>", 71);
const password = expand("<password>", 72);
let registry: TestRegistry;

const run = async (...args: readonly string[]) => exhume(args, { cwd });
const allow = (text: string): void => writeFileSync(join(cwd, ".exhumeignore"), text);
const states = async () =>
  (JSON.parse((await run("report")).stdout) as ReportModel).secrets
    .map(({ ruleId, work, allowed }) => [ruleId, work.state, work.events.length, allowed?.by])
    .sort();

beforeAll(async () => {
  registry = await startRegistry();
  const files = [
    layer.file("app/.env", `GITHUB_TOKEN=${token}\n`),
    layer.file("app/copy/.env", `T=${token}\n`),
    layer.file("app/test/db.env", `DB_PASSWORD=${password}\n`),
  ];
  registry.push("app", image({ layers: [gzipLayer(files)] }), { tags: ["1"] });
  expect((await run("audit", registry.host)).status).toBe(1);
});
afterAll(async () => registry.close());

it("a secret that is allowed at each of its places is accepted while the lines stand, without an event", async () => {
  allow("path app/test/** # fixtures\nrule github-* path app/copy/**\n");
  expect(await states()).toEqual([
    ["generic-password", "accepted", 0, ".exhumeignore:1"],
    ["github-personal-access-token", "new", 0, undefined],
  ]);
  expect((await run("status")).stdout).toMatch(/Secrets +2, 1 open, 1 allowed by the ignore file/);
  expect((await run("plan")).stdout).toMatch(/## Closed[\s\S]*\*\*accepted\*\*\s+by\s+`\.exhumeignore:1`/);
  allow(`path app/test/**\nrule github-*\n`);
  expect((await run("audit", registry.host)).status).toBe(0);
  rmSync(join(cwd, ".exhumeignore"));
  expect((await run("audit", registry.host)).status).toBe(1);
  expect((await states()).map(([, state]) => state)).toEqual(["new", "new"]);
});

it("lines may name a secret by its id, or its value by a hash", async () => {
  const { stdout } = await run("report", "--reveal-hash");
  const [first, second] = (JSON.parse(stdout) as ReportModel).secrets;
  allow(`secret ${first?.id}\nsha256 ${second?.sha256} # known to all\n`);
  expect((await states()).map(([, , , by]) => by).sort()).toEqual([".exhumeignore:1", ".exhumeignore:2"]);
  expect((await run("show", String(second?.id))).stdout).toContain("allowed by .exhumeignore:2: known to all");
  expect((await run("report")).stdout).not.toContain('"sha256"');
});

it("what was recorded counts before what is allowed, and ended lines are said", async () => {
  allow("rule github-* until 2020-01-01\nrule generic-*\n");
  const { stderr } = await run("status");
  expect(stderr).toContain("note: .exhumeignore:1 ended on 2020-01-01: what it allowed counts again");
  const secrets = (JSON.parse((await run("report")).stdout) as ReportModel).secrets;
  const { id } = secrets.find(({ ruleId }) => ruleId === "generic-password")!;
  expect((await run("track", id, "--state", "deployed,rotated")).stdout).toContain("new -> rotated");
  expect((await states())[0]).toEqual(["generic-password", "rotated", 2, undefined]);
});

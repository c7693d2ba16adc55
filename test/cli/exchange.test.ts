import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FORMAT_IDS } from "../../src/report/format-ids.ts";
import type { ReportModel } from "../../src/report/model.ts";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { toolOutput } from "../support/import.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
const values = {
  github: expand("ghp_<base62:30><crc32>", 821),
  awsId: expand("AKIA<base32:16>", 822),
  awsSecret: expand("<b64:40>", 823),
  password: expand("<password>", 824),
  acme: expand("acme-<hex:24>", 825),
  build: expand("acmebuild <hex:24>", 826),
  login: expand("<alnum:24>", 827),
};
const content = gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${values.github}\n`)]);
const FILES = ["trufflehog-docker.jsonl", "trufflehog-git.jsonl", "gitleaks.json", "kingfisher.jsonl", "trivy.json"];
let registry: TestRegistry;

const run = async (...args: readonly string[]) => exhume(args, { cwd });
const report = async (): Promise<ReportModel> => JSON.parse((await run("report")).stdout);

beforeAll(async () => {
  registry = await startRegistry();
  registry.push("app", image({ layers: [content] }), { tags: ["1"] });
  const places = { host: registry.host, layer: content.digest, diffId: content.diffId };
  for (const name of FILES) writeFileSync(join(cwd, name), toolOutput(name, { ...values, ...places }));
  expect((await run("audit", registry.host)).status).toBe(1);
});
afterAll(async () => registry.close());

it("import says what came in, takes a file once, and shows it everywhere", async () => {
  const first = await run("import", ...FILES);
  expect([first.status, first.stderr]).toEqual([0, ""]);
  expect(first.stdout.replace(/\s+/g, " ")).toContain(
    "trufflehog-docker.jsonl: 3 findings of trufflehog; 2 secrets and 3 places that the case had not; 1 reported active",
  );
  expect(first.stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
  const before = await report();
  const again = await run("import", ...FILES, "--json");
  expect(again.status).toBe(0);
  expect(JSON.parse(again.stdout).map(({ known }: { known: boolean }) => known)).toEqual(FILES.map(() => true));
  const { generatedAt: _then, ...after } = await report();
  expect(before).toMatchObject(after);
  const [github] = before.secrets.filter(({ ruleId }) => ruleId === "github-personal-access-token");
  const shown = (await run("show", String(github?.id))).stdout.replace(/\s+/g, " ");
  expect(shown).toContain(`told by trufflehog (Github): ${registry.host}/app:1 layer ${content.digest}`);
  expect(shown).toContain("trufflehog: verified (status: active, by: trufflehog) reported active by trufflehog");
  expect((await run("secrets")).stdout).toContain("acme-key (rule of trivy)");
  expect((await run("plan")).stdout.replace(/\s+/g, " ")).toContain("told by `gitleaks` (`github-pat`): ");
});

it("the JSON report of imports fits its schema, with and without hashes", async () => {
  const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../templates/report.schema.json"), "utf8"));
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  for (const flags of [[], ["--reveal-hash"]]) {
    const model = JSON.parse((await run("report", ...flags)).stdout);
    expect(validate(model) ? [] : validate.errors).toEqual([]);
  }
});

it.each(FORMAT_IDS)("no value is in what is exported: %s", async (format) => {
  const { status, stdout } = await run("report", "--format", format);
  expect([status, stdout.length > 100]).toEqual([0, true]);
  for (const [name, value] of Object.entries(values)) expect([name, stdout.includes(value)]).toEqual([name, false]);
});

it("issues are written into a folder, one file each", async () => {
  const { status, stderr } = await run("report", "--format", "github-issues", "--out", "issues");
  expect(status).toBe(0);
  const names = readdirSync(join(cwd, "issues"));
  expect(stderr).toBe(`written: ${names.length} files in issues\n`);
  expect(JSON.parse(readFileSync(join(cwd, "issues", String(names[0])), "utf8"))).toMatchObject({
    title: expect.stringMatching(/^Rotate: /),
  });
});

it("what is lost is said with file and line, and makes 3; what is nothing at all makes 2", async () => {
  const line = JSON.stringify({ DetectorName: "Acme", Raw: "one-of-many-values", SourceMetadata: {} });
  writeFileSync(join(cwd, "cut.jsonl"), `${line}\n{"DetectorName":"Acme","Raw":"two\n`);
  const cut = await run("import", "cut.jsonl");
  expect([cut.status, cut.stderr]).toEqual([3, "not imported: cut.jsonl:2: is no JSON\n"]);
  expect(cut.stdout).toContain("1 not readable");
  writeFileSync(join(cwd, "none.txt"), "nothing of the kind\n");
  for (const file of ["none.txt", "missing.json", "."]) {
    const { status, stderr } = await run("import", file);
    expect([file, status, stderr.split("\n").length]).toEqual([file, 2, 3]);
    expect(stderr).toMatch(/^exhume: .*\n {2}hint: /);
  }
  expect((await run("import", "cut.jsonl", "--format", "snyk")).status).toBe(2);
});

it("import makes the case when there is none", async () => {
  const { status } = await run("import", "gitleaks.json", "--db", "fresh.db");
  expect(status).toBe(0);
  expect((await run("secrets", "--db", "fresh.db")).stdout).toContain("GitHub personal acc");
});

it("the ignore file holds for what only another tool saw", async () => {
  writeFileSync(join(cwd, ".exhumeignore"), "rule github-*   # the organisation of the tests\n");
  const { status } = await run("import", "gitleaks.json", "--db", "allowed.db");
  const { secrets }: ReportModel = JSON.parse((await run("report", "--db", "allowed.db")).stdout);
  rmSync(join(cwd, ".exhumeignore"));
  expect([status, secrets.map(({ provider, work }) => [provider, work.state]).sort()]).toEqual([
    0,
    [
      ["generic", "new"],
      ["github", "accepted"],
    ],
  ]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SecretReport } from "../../src/report/model.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { importText, toolOutput } from "../support/import.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { revealAll } from "../support/reveal.ts";
import { expand } from "../support/samples.ts";
import { zipFile } from "../support/zip.ts";

const github = expand("ghp_<base62:30><crc32>", 801);
const awsId = expand("AKIA<base32:16>", 802);
const awsSecret = expand("<b64:40>", 803);
const password = expand("<password>", 804);
const acme = expand("acme-<hex:24>", 805);
const build = expand("acmebuild <hex:24>", 806);
const login = expand("<alnum:24>", 807);
const filesystem = gzipLayer([
  layer.file("app/.env", `GITHUB_TOKEN=${github}\n`),
  layer.file("app/vendor.ini", `key ${acme}\n`),
]);
const VALUES = [github, awsId, awsSecret, password, acme, build, login];

let registry: TestRegistry;
let opened: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  opened = createTestCase();
  registry.push(
    "app",
    image({ layers: [filesystem], history: ["COPY . /app", { createdBy: "RUN make", empty: true }] }),
    {
      tags: ["1"],
    },
  );
});
afterEach(async () => {
  opened.remove();
  await registry.close();
});

const output = (name: string): string =>
  toolOutput(name, {
    github,
    awsId,
    awsSecret,
    password,
    acme,
    build,
    login,
    host: registry.host,
    layer: filesystem.digest,
    diffId: filesystem.diffId,
  });
const importOutput = async (name: string, as = name) => importText(opened, { name: as, text: output(name) });
const secrets = async (): Promise<readonly SecretReport[]> => (await opened.report()).model.secrets;
const byRule = async (ruleId: string) => (await secrets()).find((secret) => secret.ruleId === ruleId);

describe("a value that another tool tells", () => {
  it.each(["trufflehog-docker.jsonl", "gitleaks.json", "betterleaks.json", "kingfisher.jsonl", "semgrep.sarif"])(
    "is the secret that an audit found: %s",
    async (name) => {
      await opened.audit(registry.host);
      const before = await byRule("github-personal-access-token");
      const { findings, lost } = await importOutput(name);
      expect([findings > 0, lost]).toEqual([true, 0]);
      const found = (await secrets()).filter(({ ruleId }) => ruleId === "github-personal-access-token");
      expect(found.map(({ fingerprint }) => fingerprint)).toEqual([before?.fingerprint]);
      expect(found[0]?.imported?.length).toBeGreaterThan(0);
      expect(found[0]?.occurrences).toEqual(before?.occurrences);
    },
  );

  it("is at the place of the audit in a container, however the tool writes it", async () => {
    const zip = zipFile([{ path: "conf/.env", content: `GITHUB_TOKEN=${github}\n` }]);
    const packed = gzipLayer([layer.file("app/a.zip", zip)]);
    registry.push("packed", image({ layers: [packed] }), { tags: ["1"] });
    await opened.audit(registry.host);
    const before = await byRule("github-personal-access-token");
    expect(before?.occurrences.map(({ path }) => path)).toContain("app/a.zip!/conf/.env");
    const lines = ["app/a.zip!conf/.env", "/app/a.zip"].map((file) =>
      JSON.stringify({
        ...{ DetectorName: "Github", Raw: github, RawV2: "" },
        SourceMetadata: {
          Data: { Docker: { file, image: `${registry.host}/packed`, layer: packed.digest, tag: "1" } },
        },
      }),
    );
    expect(await importText(opened, { name: "zip.jsonl", text: lines.join("\n") })).toMatchObject({ findings: 2 });
    const after = await byRule("github-personal-access-token");
    expect(after?.imported).toHaveLength(2);
    expect(after?.occurrences).toEqual(before?.occurrences);
  });

  it("is known to an audit that comes later", async () => {
    await importOutput("gitleaks.json");
    const before = await byRule("github-personal-access-token");
    expect(before?.occurrences).toEqual([]);
    await opened.audit(registry.host);
    const after = await byRule("github-personal-access-token");
    expect(after?.fingerprint).toBe(before?.fingerprint);
    expect(after?.occurrences).toMatchObject([{ path: "app/.env", images: [{ repository: "app", tags: ["1"] }] }]);
    expect(after?.imported).toMatchObject([{ tool: "gitleaks", rule: "github-pat" }]);
  });

  it("gets the rule, provider and facts that it has here, and both halves of a pair", async () => {
    await importOutput("trufflehog-git.jsonl");
    const found = await secrets();
    expect(found.map(({ ruleId, provider }) => [ruleId, provider]).sort()).toEqual([
      ["aws-access-key-id", "aws"],
      ["aws-secret-access-key", "aws"],
      ["database-url-password", "database"],
    ]);
    expect(found.find(({ provider }) => provider === "database")?.facts).toMatchObject({ host: "db.corp.internal" });
    expect(found[0]?.imported?.[0]?.place).toBe(
      "https://•••@git.corp.internal/shop/app commit fbc14303ffbf8fb1c2c1914e8dda7d0121633aca keys.ini line 4",
    );
  });

  it.each(["acme-secret", "stripe-secret"])(
    "is not taken for another kind because of a name that no file has: %s",
    async (rule) => {
      const text = JSON.stringify([{ RuleID: rule, Secret: awsSecret, Match: awsSecret, File: "x", StartLine: 1 }]);
      await importText(opened, { name: "acme.json", text });
      expect((await secrets()).map(({ ruleId }) => ruleId)).toEqual([`imported:gitleaks:${rule}`]);
    },
  );

  it("is in the snippet of what gitleaks writes as SARIF, and of others only what our rules find there", async () => {
    const region = { startLine: 2, snippet: { text: acme } };
    const sarif = (name: string, ruleId: string) => ({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name } },
          results: [{ ruleId, locations: [{ physicalLocation: { artifactLocation: { uri: "a.py" }, region } }] }],
        },
      ],
    });
    const found = await importText(opened, { name: "g.sarif", text: JSON.stringify(sarif("gitleaks", "acme")) });
    expect(found).toMatchObject({ findings: 1, withoutValue: 0 });
    const other = await importText(opened, {
      name: "o.sarif",
      text: JSON.stringify(sarif("Other", "hardcoded-secret")),
    });
    expect(other).toMatchObject({ findings: 1, withoutValue: 1 });
    const bugs = await importText(opened, { name: "b.sarif", text: JSON.stringify(sarif("Other", "unused-import")) });
    expect(bugs).toMatchObject({ findings: 0, lost: 0 });
    expect(await importOutput("semgrep.sarif")).toMatchObject({ findings: 2, withoutValue: 1, tools: ["semgrep-oss"] });
  });

  it("is at the path that a URI of SARIF means, and counts also where no place is told", async () => {
    const physicalLocation = { artifactLocation: { uri: "a%20b/%C3%A9.env" }, region: { startLine: 2 } };
    const results = [
      { ruleId: "a", locations: [{ physicalLocation }] },
      { ruleId: "b", locations: [] },
      { ruleId: "c" },
    ];
    const sarif = { version: "2.1.0", runs: [{ tool: { driver: { name: "gitleaks" } }, results }] };
    const found = await importText(opened, { name: "p.sarif", text: JSON.stringify(sarif) });
    expect(found).toMatchObject({ findings: 3, lost: 0 });
    const places = (await secrets()).map(({ imported }) => imported?.[0]?.place);
    expect(places.sort()).toEqual(["a b/\u00e9.env line 2", "no place was told", "no place was told"]);
  });

  it("that no rule of ours knows is a secret of that tool's rule, and is matched by its bytes", async () => {
    await importOutput("trufflehog-docker.jsonl");
    const line = JSON.stringify([{ RuleID: "acme-key", Secret: acme, Match: acme, File: "x", StartLine: 2 }]);
    expect(await importText(opened, { name: "again.json", text: line })).toMatchObject({ newSecrets: 0, newPlaces: 1 });
    const found = await byRule("imported:gitleaks:acme-key");
    expect(found).toMatchObject({ provider: "generic", confidence: "medium", preview: "•••••••• (29 characters)" });
    expect(found?.imported?.map(({ tool }) => tool)).toEqual(["gitleaks", "trufflehog"]);
  });

  it("is shown by the images of the case that hold its layer or its line of history", async () => {
    await importOutput("trufflehog-docker.jsonl");
    await opened.audit(registry.host);
    const vendor = await byRule("imported:trufflehog:AcmeDeploy");
    expect(vendor?.occurrences).toMatchObject([
      {
        ...{ blob: filesystem.digest, kind: "file", path: "app/vendor.ini", toldBy: "trufflehog" },
        images: [{ repository: "app", tags: ["1"], exposure: "live", layer: 0 }],
      },
    ]);
    const history = await byRule("imported:trufflehog:AcmeBuild");
    expect(history?.occurrences).toMatchObject([
      { kind: "history", path: "history[1]", images: [{ exposure: "history", historyLine: "RUN make" }] },
    ]);
  });
});

describe("what a tool says of a value", () => {
  it("that it works, is an entry of the log, and said once", async () => {
    await importOutput("trufflehog-docker.jsonl");
    await importText(opened, { name: "more.jsonl", text: `${output("trufflehog-docker.jsonl")}\n\n` });
    const found = await byRule("github-personal-access-token");
    expect(found?.work.events).toMatchObject([
      { kind: "verified", state: "new", actor: "trufflehog", data: { status: "active", by: "trufflehog" } },
    ]);
    expect(await importOutput("kingfisher.jsonl")).toMatchObject({ active: 1 });
  });

  it("is kept once, however often the file is imported", async () => {
    await importOutput("gitleaks.json");
    const before = await secrets();
    expect(await importOutput("gitleaks.json", "copy.json")).toMatchObject({
      known: true,
      newSecrets: 0,
      newPlaces: 0,
    });
    expect(await secrets()).toEqual(before);
  });
});

it("an import that was interrupted goes on, and says nothing twice", async () => {
  await importOutput("trufflehog-docker.jsonl");
  const before = await secrets();
  const db = new Database(opened.db);
  db.exec("UPDATE import SET finished_at = NULL; DELETE FROM imported_occurrence WHERE rule = 'AcmeBuild'");
  db.close();
  expect(await importOutput("trufflehog-docker.jsonl")).toMatchObject({
    known: false,
    newSecrets: 0,
    newPlaces: 1,
    active: 0,
  });
  expect((await secrets()).map(({ work }) => work)).toEqual(before.map(({ work }) => work));
});

describe("a place without a value", () => {
  it("confirms what an audit found there, and is else a secret that equals no other", async () => {
    await opened.audit(registry.host);
    expect(await importOutput("trivy.json")).toMatchObject({ findings: 2, withoutValue: 2, tools: ["trivy"] });
    const found = await secrets();
    const known = found.find(({ ruleId }) => ruleId === "github-personal-access-token");
    expect(known?.imported).toMatchObject([{ tool: "trivy", rule: "github-pat", blob: filesystem.digest }]);
    expect(found.filter(({ withoutValue }) => withoutValue)).toMatchObject([
      {
        ...{ ruleId: "imported:trivy:acme-key", severity: "low", preview: "(no value was told)" },
        occurrences: [{ path: "app/.env", line: 40, toldBy: "trivy", images: [{ tags: ["1"] }] }],
      },
    ]);
    expect(found).toHaveLength(2);
    const unknown = revealAll(opened.config, ({ withoutValue }) => withoutValue === true);
    await expect(unknown).rejects.toThrow(/^trivy told a place of [0-9a-f]{12} and no value/);
  });

  it("is all that is left of a value that was masked", async () => {
    expect(await importOutput("gitleaks-redacted.json")).toMatchObject({ findings: 2, withoutValue: 2 });
    expect((await secrets()).map(({ ruleId, withoutValue }) => [ruleId, withoutValue]).sort()).toEqual([
      ["imported:gitleaks:generic-api-key", true],
      ["imported:gitleaks:github-pat", true],
    ]);
  });
});

describe("what cannot be read", () => {
  it.each<[string, string, string]>([
    ["a line that is cut", '{"DetectorName":"Github","Ra', "is no JSON"],
    ["a wrong type", '{"DetectorName":7,"Raw":"x"}', "trufflehog: DetectorName: is no string"],
    [
      "a list in place of an object",
      '{"DetectorName":"A","Raw":"x","SourceMetadata":[]}',
      "trufflehog: SourceMetadata: is no object",
    ],
    ["something else", '{"hello":1}', "is no finding of a tool that is known"],
    ["a number", "7", "is no object"],
    ["deep nesting", `${"[".repeat(100_000)}`, "is no JSON"],
  ])("%s is said with its line, and the rest goes on", async (_, line, problem) => {
    const lines = output("trufflehog-docker.jsonl").trim().split("\n");
    const text = [lines[0], line, ...lines.slice(1)].join("\n");
    expect(await importText(opened, { name: "in.jsonl", text })).toMatchObject({
      findings: 3,
      lost: 1,
      notes: [`/in.jsonl:2: ${problem}`],
    });
  });

  it("no part of a value is in what is said of it", async () => {
    const text = `${output("trufflehog-docker.jsonl")}{"Raw": ${github} }\n{"DetectorName":{"${github}":1},"Raw":"${github}"}\n`;
    const { notes, lost } = await importText(opened, { name: "in.jsonl", text });
    expect(lost).toBe(2);
    expect(notes.join("\n")).not.toContain(github.slice(0, 12));
  });

  it.each([
    ["nothing that is known", "hello\nworld\n", "holds nothing that can be imported; /x:1: is no JSON"],
    ["one object of nothing", '{"a":1}', "holds nothing that can be imported"],
    ["nesting without end", `${'{"findings":['.repeat(200_000)}`, "holds nothing that can be imported"],
  ])("a file with %s is refused", async (_, text, message) => {
    await expect(importText({ ...opened }, { name: "x", text })).rejects.toThrow(
      new RegExp(message.replace("/x", ".*/x")),
    );
  });

  it("a place in a form that nobody knows costs the place only", async () => {
    const text = '{"DetectorName":"Acme","Raw":"some-value","SourceMetadata":{"Data":{"Git":{"line":"4"},"Other":7}}}';
    expect(await importText(opened, { name: "in.jsonl", text })).toMatchObject({ findings: 1, lost: 0 });
    expect((await secrets())[0]?.imported?.[0]?.place).toBe("no place was told");
  });

  it("a path or a value without end does no harm", async () => {
    const long = {
      DetectorName: "Stripe",
      Raw: "x".repeat(3_000_000),
      RawV2: "",
      SourceMetadata: { Data: { Git: { file: "p".repeat(3_000_000) } } },
    };
    const parts = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`part${at}`, `value-${at}`]));
    const text = `${JSON.stringify(long)}\n${JSON.stringify({ DetectorName: "Stripe", Raw: "abc", SecretParts: parts })}\n`;
    expect(await importText(opened, { name: "in.jsonl", text })).toMatchObject({ findings: 2, lost: 0 });
    expect(Math.max(...(await secrets()).map((one) => JSON.stringify(one).length))).toBeLessThan(10_000);
  });

  it("a file of Windows PowerShell is refused with what to do", async () => {
    const text = output("gitleaks.json");
    const file = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    await expect(importText(opened, { name: "ps.json", text: file })).rejects.toThrow("is UTF-16, and JSON is UTF-8");
    expect(await importText(opened, { name: "bom.json", text: `\ufeff${text}` })).toMatchObject({
      findings: 2,
      lost: 0,
    });
    const lines = `\ufeff${output("trufflehog-docker.jsonl")}`;
    expect(await importText(opened, { name: "bom.jsonl", text: lines })).toMatchObject({ findings: 3, lost: 0 });
  });

  it("a scan that found nothing is no error", async () => {
    expect(await importText(opened, { name: "none.json", text: "[]\n" })).toMatchObject({ findings: 0, lost: 0 });
    expect(await importText(opened, { name: "empty.jsonl", text: "" })).toMatchObject({ findings: 0, lost: 0 });
  });
});

it("no value is in the case", async () => {
  for (const name of [
    "trufflehog-docker.jsonl",
    "trufflehog-git.jsonl",
    "gitleaks.json",
    "kingfisher.jsonl",
    "semgrep.sarif",
  ])
    await importOutput(name);
  const rule = JSON.stringify([
    { RuleID: `x-${github}`, Secret: github, File: `a/${github}`, Link: `https://h/?t=${acme}` },
  ]);
  await importText(opened, { name: "evil.json", text: rule });
  const bytes = ["case.db", "case.db-wal"].map((name) => {
    try {
      return readFileSync(join(opened.folder, name), "latin1");
    } catch {
      return "";
    }
  });
  for (const value of VALUES)
    expect([value.slice(0, 4), bytes.join("").includes(value)]).toEqual([value.slice(0, 4), false]);
});

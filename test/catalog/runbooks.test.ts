import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import { loadRunbooks } from "../../src/catalog/runbooks.ts";
import { loadTemplate } from "../../src/catalog/templates.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import { NOW, occurrence, secret } from "../support/case.ts";
import { RUNBOOKS, TEMPLATES } from "../support/report.ts";

const { signal } = new AbortController();
const GENERIC = `id: generic
title: T
overlap: B
reviewed: 2026-01-01
sources: [S]
sideEffects: none
privilege: none
steps:
  - kind: delete
    text: go
  - kind: verify
    text: look
logs:
  - text: read
`;
const FACTS = {
  account: "123456789012",
  app: "A1",
  aud: "api",
  database: "orders",
  email: "ci@project.example",
  exp: "2027-01-01",
  group: "7",
  host: "db.internal.example",
  iss: "https://login.example/",
  keyId: "0a1b2c",
  kid: "k1",
  mode: "live",
  port: "5432",
  project: "shop",
  projects: "shop",
  registry: "registry.example",
  scheme: "cassandra",
  spkiSha256: "ab12",
  sshFingerprint: "SHA256:ab+/cd",
  sub: "ci",
  user: "shop",
  workspace: "42",
};

describe("the runbooks of the package", () => {
  it("are the ones the rules name, or refine one of those", async () => {
    const rules = await loadRules([join(TEMPLATES, "../rules")], signal);
    const named = new Set(rules.map(({ runbook }) => runbook));
    for (const id of named) expect(RUNBOOKS.has(id), id).toBe(true);
    for (const { id, refines = [] } of RUNBOOKS.values())
      if (!named.has(id) && !id.startsWith("generic"))
        expect(
          refines.some(({ runbook }) => named.has(runbook)),
          id,
        ).toBe(true);
  });

  const textsOf = (id: string, facts: Parameters<typeof secret>[1]) => {
    const subject = secret(id, { runbook: id, occurrences: [occurrence()], ...facts });
    const [task] = planRotation([subject], { runbooks: RUNBOOKS, now: NOW }).open;
    const { steps, logs, runbook } = task!;
    const texts = [...steps.flatMap(({ text, ui = "", command = "" }) => [text, ui, command])];
    return [...texts, ...logs.flatMap(({ text, query = "" }) => [text, query]), runbook.privilege, runbook.sideEffects];
  };

  it.each([...RUNBOOKS.keys()])("%s kills the old value, proves it, and reads without gaps", (id) => {
    const kinds = RUNBOOKS.get(id)!.steps.map(({ kind }) => kind);
    const dead = Math.max(kinds.lastIndexOf("disable"), kinds.lastIndexOf("delete"));
    expect(dead).toBeGreaterThanOrEqual(0);
    expect(kinds.lastIndexOf("verify")).toBeGreaterThan(dead);
    expect(kinds.at(-1)).toBe("purge");
    for (const text of [...textsOf(id, { facts: FACTS }), ...textsOf(id, {})])
      expect(text).not.toMatch(/\{\{|\}\}|undefined|NaN/);
  });
});

describe("loadRunbooks", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "runbooks-"));
    await writeFile(join(directory, "generic.yml"), GENERIC);
  });
  afterEach(async () => rm(directory, { recursive: true }));

  it("reads the fields", async () => {
    expect((await loadRunbooks(directory, signal)).get("generic")).toMatchObject({ overlap: "B", title: "T" });
  });

  it.each([
    ["broken YAML", "id: [\n", /^bad\.yml:2: /],
    ["not a mapping", "- a\n", /^bad\.yml:1: /],
    ["empty", "", /^bad\.yml:1: /],
    ["unknown key", `${GENERIC.replace("generic", "bad")}colour: red\n`, /^bad\.yml:\d+: .*colour/],
    [
      "unknown kind",
      GENERIC.replace("generic", "bad").replace("kind: verify", "kind: check"),
      /^bad\.yml:11: steps\.1/,
    ],
    ["no verify step", GENERIC.replace("generic", "bad").replace("verify", "soak"), /^bad\.yml:9: steps: .*verify/],
    ["no delete", GENERIC.replace("generic", "bad").replace("delete", "soak"), /^bad\.yml:9: steps: .*delete/],
    ["no date", GENERIC.replace("generic", "bad").replace("2026-01-01", "May"), /^bad\.yml:4: reviewed: /],
    ["a helper", GENERIC.replace("generic", "bad").replace("go", '"{{#if a}}"'), /^bad\.yml:10: steps\.0\.text: .*#if/],
    ["a name that differs", GENERIC.replace("generic", "good"), /^bad\.yml:1: id: /],
    ["an alias", "a: &a [x]\nb: [*a, *a]\n", /^bad\.yml:2: /],
  ])("%s is one line with file and line", async (_, text, message) => {
    await writeFile(join(directory, "bad.yml"), text);
    await expect(loadRunbooks(directory, signal)).rejects.toMatchObject({
      code: "RUNBOOK_INVALID",
      message: expect.stringMatching(message),
    });
    await expect(loadRunbooks(directory, signal)).rejects.not.toMatchObject({ message: expect.stringContaining("\n") });
  });

  it("needs the generic one and a directory", async () => {
    await rm(join(directory, "generic.yml"));
    await expect(loadRunbooks(directory, signal)).rejects.toMatchObject({ code: "RUNBOOK_INVALID" });
    await expect(loadRunbooks(join(directory, "no"), signal)).rejects.toMatchObject({ code: "RUNBOOK_UNREADABLE" });
  });
});

describe("loadTemplate", () => {
  it("reads a template, or says which one is not there", async () => {
    expect(await loadTemplate(TEMPLATES, "checklist.md.hbs", signal)).toContain("# Rotation checklist");
    await expect(loadTemplate(TEMPLATES, "none.hbs", signal)).rejects.toMatchObject({
      code: "TEMPLATE_UNREADABLE",
      message: expect.stringContaining("none.hbs"),
    });
  });

  it("ends when it is told to", async () => {
    await expect(loadTemplate(TEMPLATES, "checklist.md.hbs", AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import { loadRunbooks } from "../../src/catalog/runbooks.ts";
import { loadTemplate } from "../../src/catalog/templates.ts";
import { OVERLAPS } from "../../src/domain/finding.ts";
import type { Runbook } from "../../src/rotation/runbook.ts";
import { RUNBOOKS, TEMPLATES } from "../support/report.ts";
import { factNames, factsIn, runbookDefects } from "../support/runbook-defects.ts";

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

describe("the runbooks of the package", () => {
  const all = [...RUNBOOKS.values()];

  it("are at least a hundred, besides the generic ones", () => {
    expect(all.filter(({ id }) => !id.startsWith("generic")).length).toBeGreaterThanOrEqual(100);
  });

  it("are the ones the rules name, refine one of those, or stand in for a class", async () => {
    const rules = await loadRules([join(TEMPLATES, "../rules")], signal);
    const named = new Set(rules.map(({ runbook }) => runbook));
    expect([...named].filter((id) => !RUNBOOKS.has(id))).toEqual([]);
    const reached = ({ id, refines = [] }: Runbook): boolean =>
      named.has(id) || /^generic-[a-e]$/.test(id) || refines.some(({ runbook }) => named.has(runbook));
    expect(all.filter((runbook) => !reached(runbook)).map(({ id }) => id)).toEqual([]);
  });

  it("hold a generic one for each overlap class", () => {
    for (const overlap of OVERLAPS) expect(RUNBOOKS.get(`generic-${overlap.toLowerCase()}`)?.overlap).toBe(overlap);
  });

  it.each(all)("$id kills the old value, proves it, and shows where to look", (runbook) => {
    expect(runbookDefects(runbook)).toEqual([]);
  });

  it.each(all)("$id names facts that somebody gives", async (runbook) => {
    const known = await factNames();
    expect(factsIn(runbook).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("runbookDefects", () => {
  const good = RUNBOOKS.get("generic-a")!;
  const without = (kinds: readonly string[]) => ({
    ...good,
    steps: good.steps.filter(({ kind }) => !kinds.includes(kind)),
  });

  it.each<[string, Runbook, RegExp]>([
    ["no revoke", without(["disable", "delete"]), /disable or delete/],
    ["no verify", without(["verify"]), /verify after/],
    ["verify too early", { ...good, steps: [...good.steps].reverse() }, /verify after/],
    ["no purge", without(["purge"]), /purge/],
    ["no way to do it", { ...good, steps: good.steps.map(({ ui: _, ...step }) => step) }, /create.* says neither/],
    ["no query", { ...good, logs: good.logs.map(({ text }) => ({ text })) }, /query/],
    ["no side effects", { ...good, sideEffects: "none" }, /side effects/],
    [
      "a value among the arguments",
      { ...good, logs: [{ text: "x", query: "login -p $(exhume reveal {{leadId}})" }] },
      /quoted/,
    ],
  ])("rejects %s", (_, runbook, message) => {
    expect(runbookDefects(runbook).join("\n")).toMatch(message);
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

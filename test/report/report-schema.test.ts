import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { ImportedSighting } from "../../src/domain/imported.ts";
import type { BaseImage } from "../../src/domain/rotation.ts";
import { DEAD_STATES, WORK_STATES } from "../../src/domain/rotation.ts";
import { jsonFormat } from "../../src/report/formats/json.ts";
import type {
  CaseInfo,
  CoverageEntry,
  CoverageReport,
  CredentialReport,
  EventReport,
  ImageReport,
  LogReport,
  OccurrenceReport,
  ReportModel,
  SecretReport,
  TaskReport,
  Totals,
  WaveReport,
} from "../../src/report/model.ts";
import type { Owner } from "../../src/rotation/owner.ts";
import type { Progress } from "../../src/rotation/progress.ts";
import type { TrendPoint } from "../../src/rotation/trend.ts";
import type { ExposureWindow } from "../../src/rotation/window.ts";
import { HOSTILE, NOW, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf, TEMPLATES } from "../support/report.ts";

const schema = JSON.parse(readFileSync(join(TEMPLATES, "report.schema.json"), "utf8"));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
const errorsOf = (model: unknown): unknown => (validate(model) ? [] : validate.errors);

/** The compiler keeps these complete: every field of the type, nothing else. */
const FIELDS: readonly (readonly [string, Readonly<Record<string, true>>])[] = [
  ["case", { id: true, createdAt: true, rulesetId: true, targets: true } satisfies Record<keyof CaseInfo, true>],
  [
    "totals",
    {
      repositories: true,
      manifests: true,
      images: true,
      tags: true,
      blobs: true,
      bytes: true,
      hidden: true,
      secrets: true,
      open: true,
      bySeverity: true,
      byState: true,
    } satisfies Record<keyof Totals, true>,
  ],
  [
    "secret",
    {
      id: true,
      fingerprint: true,
      ruleId: true,
      provider: true,
      title: true,
      severity: true,
      confidence: true,
      preview: true,
      validity: true,
      work: true,
      due: true,
      overdue: true,
      owner: true,
      facts: true,
      reasons: true,
      sha256: true,
      validityReason: true,
      window: true,
      allowed: true,
      follows: true,
      followedBy: true,
      leakedAgain: true,
      occurrences: true,
      imported: true,
      withoutValue: true,
    } satisfies Record<keyof SecretReport, true>,
  ],
  [
    "event",
    { kind: true, state: true, actor: true, at: true, note: true, data: true } satisfies Record<
      keyof EventReport,
      true
    >,
  ],
  [
    "occurrence",
    {
      blob: true,
      kind: true,
      path: true,
      line: true,
      span: true,
      ruleId: true,
      name: true,
      provenance: true,
      provenanceReason: true,
      strength: true,
      confidence: true,
      toldBy: true,
      images: true,
    } satisfies Record<keyof OccurrenceReport, true>,
  ],
  [
    "imported",
    { tool: true, rule: true, place: true, blob: true, importedAt: true } satisfies Record<
      keyof ImportedSighting,
      true
    >,
  ],
  [
    "image",
    {
      registry: true,
      repository: true,
      manifest: true,
      platform: true,
      tags: true,
      exposure: true,
      layer: true,
      historyLine: true,
      removedBy: true,
      since: true,
      sinceIs: true,
      pulledAt: true,
      pulls: true,
      visibility: true,
      visibleSince: true,
      present: true,
      goneSince: true,
      firstSeen: true,
    } satisfies Record<keyof ImageReport, true>,
  ],
  [
    "progress",
    {
      waves: true,
      since: true,
      found: true,
      closed: true,
      reopened: true,
      leakedAgain: true,
      overdue: true,
      due: true,
    } satisfies Record<keyof Progress, true>,
  ],
  [
    "trendPoint",
    { run: true, at: true, open: true, waves: true, found: true, closed: true, reopened: true } satisfies Record<
      keyof TrendPoint,
      true
    >,
  ],
  [
    "window",
    {
      from: true,
      fromIs: true,
      maybeEarlier: true,
      to: true,
      served: true,
      local: true,
      visibility: true,
      publicSince: true,
      lastPull: true,
      pulls: true,
    } satisfies Record<keyof ExposureWindow, true>,
  ],
  ["wave", { wave: true, title: true, reason: true, tasks: true } satisfies Record<keyof WaveReport, true>],
  [
    "task",
    {
      id: true,
      title: true,
      secrets: true,
      severity: true,
      validity: true,
      state: true,
      risk: true,
      after: true,
      base: true,
      window: true,
    } satisfies Record<keyof TaskReport, true>,
  ],
  ["base", { name: true, images: true, repositories: true } satisfies Record<keyof BaseImage, true>],
  [
    "credential",
    { id: true, secrets: true, kind: true, evidence: true, likely: true } satisfies Record<
      keyof CredentialReport,
      true
    >,
  ],
  ["owner", { name: true, from: true, others: true } satisfies Record<keyof Owner, true>],
  ["log", { entries: true, head: true, broken: true } satisfies Record<keyof LogReport, true>],
  ["coverage", { verdict: true, counts: true, entries: true } satisfies Record<keyof CoverageReport, true>],
  [
    "coverageEntry",
    { scope: true, subject: true, status: true, reason: true, path: true } satisfies Record<keyof CoverageEntry, true>,
  ],
];

describe("report.schema.json", () => {
  it.each([
    ["a rich case", SECRETS],
    ["an empty case", []],
    ["with the hash of a value", [secret("x", { sha256: "ab".repeat(32), occurrences: [occurrence()] })]],
    ["hostile texts", [secret("x", { facts: { [HOSTILE]: HOSTILE }, occurrences: [occurrence({ path: HOSTILE })] })]],
  ])("takes %s", (_, secrets) => {
    const { model, extra } = reportOf(secrets);
    expect(errorsOf(JSON.parse(jsonFormat.render(model, extra)))).toEqual([]);
  });

  it.each<[string, (model: ReportModel) => unknown]>([
    ["an unknown field", (model) => ({ ...model, value: "x" })],
    ["a value in a secret", (model) => ({ ...model, secrets: [{ ...model.secrets[0], value: "x" }] })],
    ["another version", (model) => ({ ...model, version: 2 })],
    ["a missing verdict", ({ verdict: _, ...model }) => model],
    ["an unknown state", (model) => ({ ...model, totals: { ...model.totals, byState: { lost: 1 } } })],
    ["a short id", (model) => ({ ...model, secrets: [{ ...model.secrets[0], id: "12" }] })],
    ["a credential of one", (model) => ({ ...model, credentials: [{ ...model.credentials[0], secrets: [] }] })],
    ["a nested fact", (model) => ({ ...model, secrets: [{ ...model.secrets[0], facts: { a: {} } }] })],
  ])("refuses %s", (_, change) => {
    expect(errorsOf(change(reportOf().model))).not.toEqual([]);
  });

  it.each(FIELDS)("describes exactly the fields of %s", (name, fields) => {
    expect(Object.keys(schema.$defs[name].properties).sort()).toEqual(Object.keys(fields).sort());
    expect(schema.$defs[name].additionalProperties).toBe(false);
  });

  it("says what each field is, and refuses others", () => {
    const bare: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      const { properties, additionalProperties } = node as Record<string, unknown>;
      for (const [name, field] of Object.entries(properties ?? {})) {
        if (typeof (field as { description?: unknown }).description !== "string") bare.push(`${path}.${name}`);
      }
      if (properties !== undefined && additionalProperties !== false) bare.push(`${path} is open`);
      for (const [name, child] of Object.entries(node)) visit(child, `${path}.${name}`);
    };
    visit(schema, "");
    expect(bare).toEqual([]);
  });
});

describe("the JSON report", () => {
  const { model, extra } = reportOf();

  it("is the model, and holds no byte that a terminal acts on", () => {
    const text = jsonFormat.render(model, extra);
    expect(JSON.parse(text)).toEqual(model);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
  });

  it("counts open secrets by severity and all by state", () => {
    expect(model.totals).toMatchObject({
      secrets: 9,
      open: 7,
      bySeverity: { critical: 3, high: 2, medium: 2, low: 0 },
    });
    expect(Object.keys(model.totals.byState)).toEqual(WORK_STATES);
    expect(DEAD_STATES.map((state) => model.totals.byState[state])).toEqual([0, 1, 0]);
  });

  it("applies expiry, and names the platform", () => {
    const session = model.secrets.find(({ provider }) => provider === "jwt");
    expect(session?.validity).toBe("expired");
    expect(session?.occurrences[0]?.images[0]?.platform).toBe("linux/amd64");
    expect(model.generatedAt).toBe(NOW.toISOString());
  });

  it.each([
    ["complete", []],
    ["complete", ["unlistable"]],
    ["complete", ["scanned"]],
    ["incomplete", ["partial"]],
    ["incomplete", ["skipped"]],
    ["incomplete", ["unreachable", "unlistable"]],
  ] as const)("is %s with %j", (verdict, statuses) => {
    const entries = statuses.map((status) => ({ scope: "blob", subject: "s", status, reason: "r" }) as const);
    const { model: judged } = reportOf([], entries);
    expect([judged.verdict, judged.coverage.verdict]).toEqual([verdict, verdict]);
    for (const status of statuses) expect(judged.coverage.counts[status]).toBe(status === "scanned" ? 87 : 1);
  });
});

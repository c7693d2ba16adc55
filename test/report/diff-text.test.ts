import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { WorkEvent, WorkState } from "../../src/domain/rotation.ts";
import { columns } from "../../src/report/columns.ts";
import { diffText, type RunDiff } from "../../src/report/diff-text.ts";
import { compareRuns } from "../../src/rotation/compare-runs.ts";
import { powerOf } from "../../src/rotation/power.ts";
import { digest, HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";

const golden = (name: string) => resolve(import.meta.dirname, "../../fixtures/report", name);
const BEFORE = "2026-10-20T09:00:00.000Z";
const FROM = "2026-10-27T10:00:00.000Z";
const BETWEEN = "2026-11-10T12:00:00.000Z";
const TO = "2026-11-27T10:00:00.000Z";
const event = (state: WorkState, at: string, kind: WorkEvent["kind"] = "state"): WorkEvent => ({
  fingerprint: "f",
  kind,
  state,
  actor: "kim",
  at,
});

const old = secret("old", {
  title: "GitHub token",
  firstSeen: BEFORE,
  state: "rotated",
  events: [event("rotated", BETWEEN)],
});
const next = secret("next", {
  title: "GitHub token",
  severity: "critical",
  provider: "github",
  firstSeen: BETWEEN,
  follows: [old.id],
});
const back = secret("back", {
  title: "Stripe secret key",
  provider: "stripe",
  firstSeen: BEFORE,
  events: [event("rotated", BEFORE), event("new", BETWEEN, "reopened")],
});
const byRules = secret("rules", {
  title: HOSTILE,
  firstSeen: BETWEEN,
  occurrences: [occurrence({ images: [image({ firstSeen: BEFORE })] })],
});
const turned = secret("turned", {
  firstSeen: BEFORE,
  events: [event("rotated", BETWEEN), event("new", "2026-11-11T00:00:00.000Z", "reopened")],
});
const deleted = secret("deleted", { title: "Password", severity: "medium", firstSeen: BEFORE });
const returned = secret("returned", { title: "Password in a URL", severity: "low", firstSeen: BEFORE });
const later = secret("later", { firstSeen: "2026-12-01T00:00:00.000Z" });
const ALL = [next, back, byRules, turned, old, deleted, returned, later].map((one) => ({
  ...one,
  wave: powerOf(one).wave,
}));
const compared = compareRuns(ALL, {
  from: { run: 1, at: FROM, held: new Set([old, back, turned, deleted].map(({ fingerprint }) => fingerprint)) },
  to: {
    run: 3,
    at: TO,
    held: new Set([old, next, back, byRules, turned, returned].map(({ fingerprint }) => fingerprint)),
  },
});
const diff = (parts: Partial<RunDiff> = {}): RunDiff => ({
  ...compared,
  from: { run: 1, at: FROM, targets: ["registry.example"], finished: true },
  to: { run: 3, at: TO, targets: ["registry.example"], finished: true },
  images: {
    new: Array.from({ length: 14 }, (_, index) => ({
      repository: `registry.example/team/${index === 0 ? "very-".repeat(20) : "shop"}`,
      digest: digest(`shop:${index}`),
    })),
    gone: [{ repository: "registry.example/legacy", digest: digest("legacy") }],
  },
  repositories: { new: ["registry.example/team/shop"], gone: [] },
  coverage: {
    lost: [{ subject: "registry.example/team/secretive", reason: "401 UNAUTHORIZED", count: 1 }],
    won: [{ subject: "registry.example/team/api", reason: "not read in full", count: 3 }],
    known: true,
  },
  ...parts,
});

describe("compareRuns", () => {
  const ids = (of: keyof typeof compared.secrets): readonly string[] => compared.secrets[of].map(({ id }) => id);
  it.each<[keyof typeof compared.secrets, readonly string[]]>([
    ["new", [next.id, byRules.id]],
    ["reopened", [back.id, turned.id]],
    ["closed", [old.id]],
    ["gone", [deleted.id]],
    ["back", [returned.id]],
  ])("%s", (of, expected) => {
    expect(ids(of)).toEqual(expected);
  });

  it("says of new ones whether their place or only their finding is new", () => {
    expect(compared.secrets.new).toEqual([
      expect.objectContaining({ leakedAfter: [old.id] }),
      expect.objectContaining({ inKnownImages: true }),
    ]);
  });

  it("counts open secrets of each wave at both ends", () => {
    expect(compared.waves).toEqual([
      { wave: 1, from: 0, to: 1 },
      { wave: 3, from: 0, to: 1 },
      { wave: 4, from: 4, to: 4 },
    ]);
  });
});

describe("diffText", () => {
  it("is the golden one", async () => {
    await expect(diffText(diff())).toMatchFileSnapshot(golden("diff.txt"));
  });

  it("fits 80 columns, whatever the texts hold", () => {
    const text = diffText(diff({ repositories: { new: [HOSTILE], gone: [HOSTILE] } }));
    expect(Math.max(...text.split("\n").map(columns))).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
  });

  const none = { new: [], gone: [] };
  const nothing = {
    ...compareRuns([], { from: { at: FROM, held: new Set() }, to: { at: TO, held: new Set() } }),
    images: none,
    repositories: none,
  };
  const quiet = (parts: Partial<RunDiff> = {}) =>
    diffText(diff({ ...nothing, coverage: { lost: [], won: [], known: true }, ...parts }));

  it("says that nothing changed", () => {
    expect(quiet()).toBe(
      "Run 1 (2026-10-27 10:00) to run 3 (2026-11-27 10:00)\n\nOpen secrets: none\n\nNothing else changed.\n",
    );
    expect(quiet({ to: { at: TO } })).toMatch(/^Run 1 \(2026-10-27 10:00\) to now \(/);
  });

  it.each<[string, Partial<RunDiff>, RegExp]>([
    [
      "an audit that broke off",
      { to: { run: 3, at: TO, targets: ["registry.example"], finished: false } },
      /note: run 3 broke off/,
    ],
    [
      "other targets",
      { to: { run: 3, at: TO, targets: ["other.example"], finished: true } },
      /note: the audits had other targets/,
    ],
    ["an older case", { coverage: { lost: [], won: [], known: false } }, /note: an older exhume/],
  ])("warns of %s", (_, parts, expected) => {
    expect(quiet(parts)).toMatch(expected);
  });

  it("holds no preview of a secret", () => {
    expect(SECRETS.every(({ preview }) => !diffText(diff()).includes(preview))).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import type { Severity } from "../../src/domain/finding.ts";
import type { Secret, WorkEvent } from "../../src/domain/rotation.ts";
import { exposedOf } from "../../src/rotation/exposed.ts";
import { DEFAULT_SLA, deadlineOf, type Sla } from "../../src/rotation/sla.ts";
import { image, occurrence, secret } from "../support/case.ts";

const now = new Date("2026-11-23T12:00:00.000Z");
const due = (secrets: readonly Secret[], sla: Sla = DEFAULT_SLA) =>
  deadlineOf(
    secrets.map((one) => ({ secret: one, exposed: exposedOf(one) })),
    { sla, now },
  );
const event = (state: WorkEvent["state"], at: string, parts: Partial<WorkEvent> = {}): WorkEvent => ({
  fingerprint: "f",
  kind: "state",
  state,
  actor: "ann",
  at,
  ...parts,
});

describe("the day by which work is to be done", () => {
  it.each<[Severity, string, boolean]>([
    ["critical", "2026-11-21T08:00:00.000Z", true],
    ["high", "2026-11-25T08:00:00.000Z", false],
    ["medium", "2026-12-05T08:00:00.000Z", false],
    ["low", "2026-12-20T08:00:00.000Z", false],
  ])("of %s secrets, from when they were first seen: %s", (severity, expected, overdue) => {
    expect(due([secret("x", { severity })])).toEqual({ due: expected, overdue });
  });

  it("counts anew from when the work was opened again", () => {
    const reopened = event("new", "2026-11-22T08:00:00.000Z", { kind: "reopened" });
    const events = [event("rotated", "2026-11-21T08:00:00.000Z"), reopened];
    expect(due([secret("x", { severity: "critical", events })])?.due).toBe("2026-11-23T08:00:00.000Z");
    const accepted = [event("accepted", "2026-11-20T09:00:00.000Z", { data: { until: "2026-11-22" } })];
    expect(due([secret("x", { severity: "high", events: accepted })])?.due).toBe("2026-11-28T00:00:00.000Z");
  });

  it("is that of the first of several secrets, and closed work has none", () => {
    const [later, first] = [secret("a", { severity: "low" }), secret("b", { severity: "high" })];
    expect(due([later, first])?.due).toBe("2026-11-25T08:00:00.000Z");
    expect(due([later, { ...first, state: "rotated" }])?.due).toBe("2026-12-20T08:00:00.000Z");
    expect(due([{ ...first, state: "accepted" }])).toBeUndefined();
  });

  it("is the shortest of the terms that apply: how images show it, and whether everybody may pull it", () => {
    const sla: Sla = { ...DEFAULT_SLA, exposure: { env: { high: "PT6H" } }, public: { high: "PT1H" } };
    const shown = (parts: object) => secret("x", { occurrences: [occurrence({ images: [image(parts)] })] });
    expect(due([shown({})], sla)?.due).toBe("2026-11-25T08:00:00.000Z");
    expect(due([shown({ exposure: "env" })], sla)?.due).toBe("2026-11-20T14:00:00.000Z");
    expect(due([shown({ exposure: "env", visibility: "public" })], sla)?.due).toBe("2026-11-20T09:00:00.000Z");
    expect(due([shown({ visibility: "private" })], sla)?.due).toBe("2026-11-25T08:00:00.000Z");
  });
});

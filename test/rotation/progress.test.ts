import { describe, expect, it } from "vitest";
import type { Secret } from "../../src/domain/rotation.ts";
import { columns } from "../../src/report/columns.ts";
import type { Plan } from "../../src/rotation/plan.ts";
import { progressOf } from "../../src/rotation/progress.ts";
import type { RunSpan } from "../../src/rotation/run-span.ts";
import { HOSTILE, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { statusOf } from "../support/status.ts";

const RUNS: readonly RunSpan[] = [1, 2].map((id) => ({
  id,
  startedAt: `2026-1${id - 1}-01T10:00:00.000Z`,
  endedAt: `2026-1${id - 1}-01T11:00:00.000Z`,
  finished: true,
}));
const OLD = "2026-10-01T10:30:00.000Z";
const NEW = "2026-11-01T10:30:00.000Z";
const event = (kind: "state" | "reopened", state: Secret["state"], at: string) => ({
  fingerprint: "f",
  kind,
  state,
  actor: "kim",
  at,
});
const CASE = [
  secret("github", { provider: "github", firstSeen: OLD }),
  secret("npm", { provider: "npm", firstSeen: NEW }),
  secret("stripe", {
    provider: "stripe",
    firstSeen: OLD,
    events: [event("state", "rotated", OLD), event("reopened", "new", NEW)],
  }),
  secret("done", { firstSeen: OLD, state: "rotated", events: [event("state", "rotated", NEW)] }),
  secret("done-before", { firstSeen: OLD, state: "rotated", events: [event("state", "rotated", OLD)] }),
  secret("again", { firstSeen: NEW, follows: [secret("done").id] }),
  secret("example", { firstSeen: NEW, state: "test" }),
];
const dated = (plan: Plan): Plan => {
  const [first, second, third, ...rest] = plan.open;
  return {
    ...plan,
    open: [
      { ...first!, due: "2026-10-20", overdue: true },
      { ...second!, due: "2026-12-24", overdue: false },
      { ...third!, due: "2026-12-01", overdue: false },
      ...rest.map(({ due: _, overdue: __, ...task }) => task),
    ],
  };
};

describe("progressOf", () => {
  it("counts by wave, against the audit before, and what is late", () => {
    expect(progressOf(dated(reportOf(CASE).plan), RUNS)).toEqual({
      waves: [
        { wave: 1, secrets: 1, open: 1 },
        { wave: 2, secrets: 1, open: 1 },
        { wave: 3, secrets: 1, open: 1 },
        { wave: 4, secrets: 3, open: 1 },
      ],
      since: { run: 1, at: "2026-10-01T11:00:00.000Z" },
      found: 2,
      closed: 1,
      reopened: 1,
      leakedAgain: 1,
      overdue: 1,
      due: "2026-12-01",
    });
  });

  it("compares with nothing after the first audit", () => {
    const { since, found, closed } = progressOf(reportOf(CASE).plan, RUNS.slice(0, 1));
    expect([since, found, closed]).toEqual([undefined, 4, 0]);
  });
});

describe("the burn-down on one screen", () => {
  const lost = Array.from({ length: 9 }, (_, index) => ({
    scope: "blob" as const,
    subject: "registry.example/app",
    status: "partial" as const,
    reason: `${index} ${HOSTILE}`,
  }));

  it("tells changes, days and waves, and leaves room for what to do first and what was not read", () => {
    const { plan, model } = reportOf([...CASE, ...SECRETS], lost);
    const text = statusOf({ plan, model: { ...model, progress: progressOf(dated(plan), RUNS) } });
    const lines = text.trimEnd().split("\n");
    expect(text).toMatch(/^Changes {5}\d+ new, 2 closed since run 1; 1 re-opened, 1 rotated and leaked again$/m);
    expect(text).toMatch(/^Due {9}\d overdue, next on 2026-12-01$/m);
    expect(text).toMatch(/^Waves {7}(?:[1-5]: \d+ of \d+(?:, )?){5} open$/m);
    expect(lines.length).toBeLessThanOrEqual(22);
    expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(80);
    expect(lines.slice(lines.indexOf("Do first") + 1).indexOf("")).toBe(5);
    expect(lines.slice(lines.indexOf("Not read")).length).toBeGreaterThanOrEqual(3);
  });

  it("has a line for each wave where there is room for it", () => {
    const { plan, model } = reportOf([...CASE, ...SECRETS], []);
    const text = statusOf({ plan, model: { ...model, progress: progressOf(dated(plan), RUNS) } });
    expect(text.match(/^Wave \d .*(?:#|\.){16} +\d+ of \d+ open/gm)).toHaveLength(5);
  });

  it("shows a wave that is all done so, and none that is not", () => {
    const done = Array.from({ length: 99 }, (_, index) => secret(`done${index}`, { state: "rotated" }));
    const bar = (secrets: readonly Secret[]) => /^Wave 4 +([#.]+)/m.exec(statusOf(reportOf(secrets)))?.[1];
    expect([bar(done), bar([...done, secret("open")]), bar([secret("open")])]).toEqual([
      "#".repeat(16),
      `${"#".repeat(15)}.`,
      ".".repeat(16),
    ]);
  });
});

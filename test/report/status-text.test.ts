import { describe, expect, it } from "vitest";
import { pickLines, secretLines, summaryOf } from "../../src/report/case-summary.ts";
import { columns } from "../../src/report/columns.ts";
import type { Look } from "../../src/report/look.ts";
import { PLAIN } from "../../src/report/look.ts";
import type { ReportModel } from "../../src/report/model.ts";
import { sparkline } from "../../src/report/sparkline.ts";
import { statusText } from "../../src/report/status-text.ts";
import { GAPS, SECRETS } from "../support/case.ts";
import { reportOf } from "../support/report.ts";

const statusOf = (model: ReportModel, look: Look = PLAIN): string =>
  statusText(summaryOf(model), (limit) => pickLines(secretLines(model), { leading: true, limit }), look);
const MARKS: Look = { ink: (role, text) => `<${role}>${text}</>`, unicode: true };

/** The case as it stood at the end of as many audits. */
const audited = (open: readonly number[]): ReportModel => ({
  ...reportOf(SECRETS, GAPS).model,
  trend: open.map((count, index) => ({
    ...{ run: index + 1, at: "2026-11-20T00:00:00.000Z", open: count, waves: [] },
    ...{ found: 0, closed: 0, reopened: 0 },
  })),
});

describe("statusText", () => {
  it("draws how the open secrets went from audit to audit to now", () => {
    expect(statusOf(audited([4, 14, 10]))).toContain("Burn-down   ▃█▆▅  4 open, then at most 14, now 7\n");
    expect(statusOf(audited([4, 14, 10]), { ...PLAIN, unicode: false })).toContain("Burn-down   :#+=  4 open");
    expect(statusOf(audited([4]))).not.toContain("Burn-down");
  });

  it("keeps 22 lines of 80 columns, and five actions, after a hundred audits", () => {
    const model = audited(Array.from({ length: 100 }, (_, index) => 1000 - index));
    const text = statusOf({ ...model, secrets: model.secrets.flatMap((one) => [one, one]) });
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(22);
    expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /^ {2}(?:critical|high|medium|low) /.test(line))).toHaveLength(5);
    expect(text).toContain("Not read");
  });

  it("says whose the open secrets are", () => {
    const model = reportOf(SECRETS, GAPS).model;
    const secrets = model.secrets.map((one, index) =>
      index === 0 ? one : { ...one, owner: { name: index < 3 ? "@platform" : "\u001b[2J@チーム", from: "owners" } },
    );
    expect(statusOf({ ...model, secrets } as ReportModel)).toMatch(
      /^Due +3 overdue, next on 2026-11-25; @チーム 4, @platform 2, no owner 1$/m,
    );
    expect(statusOf(model)).toMatch(/^Due +3 overdue, next on 2026-11-25$/m);
  });

  it("marks the verdict, what is late, headings and severities, and nothing of an image", () => {
    const text = statusOf(reportOf(SECRETS, GAPS).model, MARKS);
    expect(text).toMatch(/^<bad>INCOMPLETE<\/> /);
    expect(text).toContain("<bad>3 overdue</>, next on");
    expect(text).toContain("<heading>Do first</>\n  <critical>critical</>  AWS access key id");
    expect(text.replace(/<\/?\w*>/g, "")).toBe(statusOf(reportOf(SECRETS, GAPS).model));
  });
});

describe("sparkline", () => {
  it.each([
    [[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"],
    [[0, 0], "▁▁"],
    [[1, 1000], "▂█"],
    [[], ""],
  ])("%j", (counts, drawn) => expect(sparkline(counts, { unicode: true })).toBe(drawn));
});

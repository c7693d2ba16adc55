import { describe, expect, it } from "vitest";
import { columns } from "../../src/report/columns.ts";
import type { Look } from "../../src/report/look.ts";
import { PLAIN } from "../../src/report/look.ts";
import { sparkline } from "../../src/report/sparkline.ts";
import { GAPS, SECRETS } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { statusOf } from "../support/status.ts";

const MARKS: Look = { ink: (role, text) => `<${role}>${text}</>`, unicode: true };

/** The case as it stood at the end of as many audits. */
const audited = (open: readonly number[]) => {
  const { plan, model } = reportOf(SECRETS, GAPS);
  const trend = open.map((count, index) => ({
    ...{ run: index + 1, at: "2026-11-20T00:00:00.000Z", open: count, waves: [] },
    ...{ found: 0, closed: 0, reopened: 0 },
  }));
  return { plan, model: { ...model, trend } };
};

describe("statusText", () => {
  it("draws how the open secrets went from audit to audit to now", () => {
    expect(statusOf(audited([4, 14, 10]))).toContain("Burn-down   ▃█▆▅  4 open, then at most 14, now 7\n");
    expect(statusOf(audited([4, 14, 10]), { ...PLAIN, unicode: false })).toContain("Burn-down   :#+=  4 open");
    expect(statusOf(audited([4]))).not.toContain("Burn-down");
  });

  it("keeps 22 lines of 80 columns, and five actions, after a hundred audits", () => {
    const { plan, model } = audited(Array.from({ length: 100 }, (_, index) => 1000 - index));
    const text = statusOf({ model, plan: { ...plan, open: plan.open.flatMap((one) => [one, one]) } });
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(22);
    expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /^ {2}(?:critical|high|medium|low) /.test(line))).toHaveLength(5);
    expect(text).toContain("Not read");
  });

  it("says whose the open secrets are", () => {
    const { plan, model } = reportOf(SECRETS, GAPS);
    const open = plan.open.map((one, index) =>
      index === 0 ? one : { ...one, owner: { name: index < 3 ? "@platform" : "\u001b[2J@チーム", from: "owners" } },
    );
    expect(statusOf({ model, plan: { ...plan, open } })).toMatch(
      /^Due +3 overdue, next on 2026-11-25\nOwners +@チーム 3, no owner 2, @platform 2$/m,
    );
    expect(statusOf({ plan, model })).toMatch(/^Due +3 overdue, next on 2026-11-25$/m);
    expect(statusOf({ plan, model })).not.toContain("Owners");
  });

  it("tells of sources by their end, and of as many owners as a line has room for", () => {
    const { plan, model } = reportOf(SECRETS, GAPS);
    const owned = (names: readonly string[]) => ({
      model,
      plan: {
        ...plan,
        open: plan.open.map((one, at) => ({ ...one, owner: { name: names[at % names.length] ?? "", from: "label" } })),
      },
    });
    const shown = (names: readonly string[]) => /^Owners .*$/m.exec(statusOf(owned(names)))?.[0] ?? "";
    expect(shown(["https://git.example/team/shop", "http://git.example/team/chat/"])).toMatch(
      /team\/shop \d, team\/chat \d$/,
    );
    const many = shown(["@a-team-of-this-name", "@b-team-of-this-name", "@c-team-of-this-name", "@d"]);
    expect(many).toMatch(/@a-team-of-this-name \d, @\S+ \d and 2 more$/);
    expect(columns(many)).toBeLessThanOrEqual(80);
  });

  it("tells what ended without a proof, and every state of the work however many there are", () => {
    const { plan, model } = reportOf(SECRETS, GAPS);
    const byState = Object.fromEntries(Object.keys(model.totals.byState).map((state) => [state, 1000])) as never;
    const text = statusOf({ plan, model: { ...model, totals: { ...model.totals, byState } } });
    expect(text).toMatch(/^Secrets .*, 2000 ended without a proof \(exhume close\)$/m);
    for (const state of Object.keys(byState)) expect(text).toContain(`${state} 1000`);
  });

  it("names what a provider said to work as active", () => {
    const { plan, model } = reportOf(SECRETS, GAPS);
    const open = plan.open.map((one) => ({
      ...one,
      members: one.members.map((member) => ({ ...member, validity: "active" as const })),
    }));
    expect(statusOf({ model, plan: { ...plan, open } })).toMatch(/^ {2}critical {2}active: AWS access key id/m);
  });

  it("marks the verdict, what is late, headings and severities, and nothing of an image", () => {
    const text = statusOf(reportOf(SECRETS, GAPS), MARKS);
    expect(text).toMatch(/^<bad>INCOMPLETE<\/> /);
    expect(text).toContain("<bad>3 overdue</>, next on");
    expect(text).toContain("<heading>Do first</>\n  <critical>critical</>  AWS access key id");
    expect(text.replace(/<\/?\w*>/g, "")).toBe(statusOf(reportOf(SECRETS, GAPS)));
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

import { expect, it } from "vitest";
import { type RunReport, runsText } from "../../src/report/runs-text.ts";

const run = (more: Partial<RunReport>): RunReport => ({
  run: 1,
  startedAt: "2026-11-28T08:04:00.000Z",
  finishedAt: "2026-11-28T08:04:01.000Z",
  targets: ["r.example"],
  rulesetId: "a",
  tool: "exhume",
  found: 0,
  closed: 0,
  reopened: 0,
  open: 2,
  unread: 0,
  ...more,
});

it("an audit that could not reach a registry is not one that left nothing unread", () => {
  expect(runsText([run({})])).toMatch(/ 0 {7}r\.example\n$/);
  expect(runsText([run({ gaps: 1 })])).toMatch(/ 0\+1 {5}r\.example\n\+N: places that the audit could not/);
});

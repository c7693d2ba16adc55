import { expect, it } from "vitest";
import { GAPS, SECRETS } from "../support/case.ts";
import { reportOf } from "../support/report.ts";

it("tells the case first, then its secrets, then the work, then what was not read", () => {
  const keys = Object.keys(JSON.parse(JSON.stringify(reportOf(SECRETS, GAPS).model)));
  expect(keys.slice(keys.indexOf("totals"))).toEqual([
    ...["totals", "progress", "secrets", "credentials", "waves"],
    "coverage",
  ]);
});

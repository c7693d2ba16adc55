import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSla } from "../../src/catalog/sla-file.ts";
import { DEFAULT_SLA } from "../../src/rotation/sla.ts";
import { scratch } from "../support/scratch.ts";

const read = (text: string) => {
  const path = join(scratch(), "sla.yml");
  writeFileSync(path, text);
  return readSla(path);
};

describe("a file of terms", () => {
  it("has days or durations; what it does not name has the default", () => {
    expect(read("critical: PT4H\nlow: 90\npublic:\n  high: 1\nexposure:\n  env: {critical: PT1H}\n")).toEqual({
      terms: { ...DEFAULT_SLA.terms, critical: "PT4H", low: "P90D" },
      public: { high: "P1D" },
      exposure: { env: { critical: "PT1H" } },
    });
    expect(read("")).toEqual(DEFAULT_SLA);
  });

  it.each([
    ["critical: 1\nhigh: soon\n", /sla\.yml:2: high: write days, 7, or a duration/],
    ["critical: 0\n", /sla\.yml:1: critical: /],
    ["critical: PT0S\n", /sla\.yml:1: critical: write days/],
    ["critical: 1\npublic:\n  high: -3\n", /sla\.yml:3: public\.high: /],
    ["exposure:\n  live:\n    severe: 1\n", /sla\.yml:3: exposure\.live\.severe: Unrecognized key/],
    ["urgent: 1\n", /sla\.yml:1: urgent: Unrecognized key/],
    ["critical: [\n", /sla\.yml:\d: \w/],
    ["critical: *soon\n", /sla\.yml: Unresolved alias/],
    ["critical: 1.5\n", /sla\.yml:1: critical: write days/],
    ["critical: P99999Y\n", /sla\.yml:1: critical: write days/],
    ["- 1\n", /sla\.yml:1: /],
  ])("%j is refused with its line", (text, message) => {
    expect(() => read(text)).toThrowError(
      expect.objectContaining({ code: "SLA_INVALID", message: expect.stringMatching(message) }),
    );
  });
});

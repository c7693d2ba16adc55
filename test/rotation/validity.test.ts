import { describe, expect, it } from "vitest";
import { addDuration } from "../../src/rotation/duration.ts";
import { validityAt } from "../../src/rotation/validity.ts";
import { image, NOW, occurrence, secret } from "../support/case.ts";

const since = (...dates: readonly (string | undefined)[]) => [
  occurrence({
    images: dates.map((date) => {
      const { since: _, ...undated } = image();
      return date === undefined ? undated : { ...undated, since: date };
    }),
  }),
];

describe("validityAt", () => {
  it.each([
    ["nothing known", {}, "unknown"],
    ["expiry passed", { facts: { expiresAt: "2026-11-23T11:59:59Z" } }, "expired"],
    ["expiry of a JWT passed", { facts: { exp: "2026-05-01T00:00:00.000Z" } }, "expired"],
    ["expiry to come", { facts: { exp: "2026-11-23T12:00:01Z" } }, "unknown"],
    ["expiry is no date", { facts: { exp: "soon" } }, "unknown"],
    ["expiry is no text", { facts: { exp: 5 } }, "unknown"],
    ["life is over", { lifetime: "PT12H", occurrences: since("2026-01-01T00:00:00Z") }, "expired"],
    ["newest image counts", { lifetime: "PT12H", occurrences: since("2026-01-01", "2026-11-23T08:00:00Z") }, "unknown"],
    ["an image has no date", { lifetime: "PT12H", occurrences: since("2026-01-01", undefined) }, "unknown"],
    ["reproducible build", { lifetime: "PT12H", occurrences: since("1970-01-01T00:00:00Z") }, "unknown"],
    ["year one", { lifetime: "PT12H", occurrences: since("0001-01-01T00:00:00Z") }, "unknown"],
    ["no image", { lifetime: "PT12H" }, "unknown"],
    ["lifetime is no duration", { lifetime: "12 hours", occurrences: since("2026-01-01") }, "unknown"],
    [
      "own expiry beats the kind's",
      { lifetime: "PT1H", facts: { exp: "2027-01-01" }, occurrences: since("2026-01-01") },
      "unknown",
    ],
    ["a provider said so", { validity: "active", facts: { exp: "2020-01-01" } }, "active"],
    ["malformed stays", { validity: "malformed", facts: { exp: "2020-01-01" } }, "malformed"],
  ] as const)("%s", (_, parts, expected) => {
    expect(validityAt(secret("x", parts), NOW).validity).toBe(expected);
  });

  it("says why", () => {
    const lived = secret("x", { lifetime: "P1D", occurrences: since("2026-01-01T00:00:00Z") });
    expect(validityAt(lived, NOW).reason).toBe("newest image plus a life of P1D ended 2026-01-02");
    expect(validityAt(secret("y", { facts: { exp: "2026-05-01" } }), NOW).reason).toBe("expired 2026-05-01");
  });
});

describe("addDuration", () => {
  it.each([
    ["PT12H", 43_200_000],
    ["P1DT1M1S", 86_461_000],
    ["P2W", 1_209_600_000],
    ["P1M", 2_678_400_000],
    ["P1Y", 31_622_400_000],
    ["P", undefined],
    ["PT", undefined],
    ["1D", undefined],
    ["P99999999999999Y", undefined],
    ["", undefined],
  ])("%s", (duration, expected) => {
    expect(addDuration(0, duration)).toBe(expected);
  });
});

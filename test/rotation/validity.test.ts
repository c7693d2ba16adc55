import { describe, expect, it } from "vitest";
import { addDuration, durationWords } from "../../src/rotation/duration.ts";
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

const pushed = (...dates: readonly string[]) =>
  since(...dates).map((at) => ({ ...at, images: at.images.map((one) => ({ ...one, sinceIs: "pushed" as const })) }));

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
    ["first push counts", { lifetime: "PT12H", occurrences: pushed("2026-01-01", "2026-11-23T08:00:00Z") }, "expired"],
    ["pushed just now", { lifetime: "PT12H", occurrences: pushed("2026-11-23T08:00:00Z") }, "unknown"],
    ["an image has no date", { lifetime: "PT12H", occurrences: since("2026-01-01", undefined) }, "unknown"],
    ["reproducible build", { lifetime: "PT12H", occurrences: since("1970-01-01T00:00:00Z") }, "unknown"],
    ["year one", { lifetime: "PT12H", occurrences: since("0001-01-01T00:00:00Z") }, "unknown"],
    ["no image", { lifetime: "PT12H" }, "unknown"],
    ["found long ago", { lifetime: "PT12H", firstSeen: "2026-11-20T08:00:00Z" }, "expired"],
    ["a temporary key", { facts: { kind: "temporary (STS)" }, firstSeen: "2026-11-20T08:00:00Z" }, "expired"],
    ["a fresh temporary key", { facts: { kind: "temporary (STS)" } }, "unknown"],
    ["a user key", { facts: { kind: "user access key" }, firstSeen: "2026-11-20T08:00:00Z" }, "unknown"],
    [
      "a login to ECR",
      { facts: { user: "AWS", registry: "1.dkr.ecr.eu-west-1.amazonaws.com" }, firstSeen: "2026-11-22T08:00:00Z" },
      "expired",
    ],
    [
      "a user called AWS elsewhere",
      { facts: { user: "AWS", registry: "r.example" }, firstSeen: "2020-01-01" },
      "unknown",
    ],
    [
      "a login to Artifact Registry",
      { facts: { user: "oauth2accesstoken" }, firstSeen: "2026-11-23T10:00:00Z" },
      "expired",
    ],
    ["a key whose certificate is over", { facts: { certificateUntil: "2026-01-01T00:00:00Z" } }, "unknown"],
    ["lifetime is no duration", { lifetime: "12 hours", occurrences: since("2026-01-01") }, "unknown"],
    [
      "own expiry beats the kind's",
      { lifetime: "PT1H", facts: { exp: "2027-01-01" }, occurrences: since("2026-01-01") },
      "unknown",
    ],
    ["a provider said so", { validity: "active", facts: { exp: "2020-01-01" } }, "active"],
    ["malformed stays", { validity: "malformed", facts: { exp: "2020-01-01" } }, "malformed"],
  ] as const)("%s", (_, parts, expected) => {
    expect(validityAt(secret("x", { firstSeen: NOW.toISOString(), ...parts }), NOW).validity).toBe(expected);
  });

  it.each<[Parameters<typeof secret>[1], string | undefined]>([
    [
      { lifetime: "P1D", occurrences: since("2026-01-01") },
      "newest image of 2026-01-01, lives 1 day at most: over 2026-01-02",
    ],
    [
      { lifetime: "PT12H", occurrences: pushed("2026-01-01") },
      "pushed 2026-01-01, lives 12 hours at most: over 2026-01-01",
    ],
    [{ lifetime: "PT12H" }, "found 2026-11-20, lives 12 hours at most: over 2026-11-20"],
    [{ facts: { exp: "2026-05-01" } }, "expired 2026-05-01"],
    [{ facts: { certificateUntil: "2026-01-01" } }, "its certificate expired 2026-01-01, the key may still be used"],
    [{ facts: { certificateUntil: "2027-01-01" } }, undefined],
  ])("says why: %j", (parts, reason) => {
    expect(validityAt(secret("x", parts), NOW).reason).toBe(reason);
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

describe("durationWords", () => {
  it.each([
    ["PT12H", "12 hours"],
    ["P1DT1M", "1 day 1 minute"],
    ["P6M", "6 months"],
    ["often", "often"],
  ])("%s is %s", (duration, words) => {
    expect(durationWords(duration)).toBe(words);
  });
});

import { describe, expect, it } from "vitest";
import type { WorkEvent } from "../../src/domain/rotation.ts";
import { validityAt } from "../../src/rotation/validity.ts";
import { verifiedValidity, wasActiveAt } from "../../src/rotation/verified.ts";
import { NOW, secret } from "../support/case.ts";

const said = (status: string, at: string, endpoint = "api.example"): WorkEvent => ({
  fingerprint: secret("x").fingerprint,
  kind: "verified",
  state: "new",
  actor: "ann",
  at,
  data: { status, provider: "GitHub", endpoint },
});

describe("what providers said", () => {
  it.each<[string, readonly WorkEvent[], string]>([
    ["nobody was asked", [], "unknown"],
    [
      "the newest answer counts",
      [said("active", "2026-11-01T00:00:00Z"), said("dead", "2026-11-02T00:00:00Z")],
      "dead",
    ],
    ["also the other way", [said("dead", "2026-11-01T00:00:00Z"), said("active", "2026-11-02T00:00:00Z")], "active"],
    [
      "learning nothing changes nothing",
      [said("dead", "2026-11-01T00:00:00Z"), said("unknown", "2026-11-02T00:00:00Z")],
      "dead",
    ],
    ["a note is no answer", [{ ...said("dead", "2026-11-01T00:00:00Z"), kind: "note" }], "unknown"],
  ])("%s", (_, events, validity) => {
    expect(validityAt(secret("x", { events }), NOW).validity).toBe(validity);
  });

  it.each([
    ["it expired after it was said to work", "2026-11-10T00:00:00Z", "expired"],
    ["it was said to work after its kind's life", "2026-10-01T00:00:00Z", "active"],
  ])("%s", (_, expiresAt, validity) => {
    const events = [said("active", "2026-11-01T00:00:00Z")];
    expect(validityAt(secret("x", { events, facts: { expiresAt } }), NOW).validity).toBe(validity);
  });

  it("says who said it, and when", () => {
    expect(verifiedValidity([said("dead", "2026-11-01T00:00:00Z")])?.reason).toBe(
      "GitHub said on 2026-11-01 that it is dead",
    );
  });

  it("knows where it worked", () => {
    const events = [
      said("active", "2026-11-01T00:00:00Z", "a.example"),
      said("dead", "2026-11-02T00:00:00Z", "b.example"),
    ];
    expect(["a.example", "b.example"].map((endpoint) => wasActiveAt(events, endpoint))).toEqual([true, false]);
  });
});

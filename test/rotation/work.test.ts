import { describe, expect, it } from "vitest";
import type { WorkEvent, WorkState } from "../../src/domain/rotation.ts";
import { reopens, workState } from "../../src/rotation/work.ts";

const event = (state: WorkState, at: string, kind: WorkEvent["kind"] = "state"): WorkEvent => ({
  fingerprint: "f",
  kind,
  state,
  actor: "kim",
  at,
});

describe("workState", () => {
  it.each<[WorkState, readonly WorkEvent[]]>([
    ["new", []],
    ["deployed", [event("replacing", "2026-01-01"), event("deployed", "2026-01-02")]],
    ["rotated", [event("rotated", "2026-01-01"), event("new", "2026-01-02", "note")]],
    ["new", [event("rotated", "2026-01-01"), event("new", "2026-01-02", "reopened")]],
    ["new", [event("new", "2026-01-02", "note")]],
  ])("is %s", (expected, events) => {
    expect(workState(events)).toBe(expected);
  });
});

describe("reopens", () => {
  const sighting = { image: "registry.example/app:2", firstSeen: "2026-06-02T00:00:00Z", at: "2026-06-03T00:00:00Z" };

  it.each<[WorkState, string, boolean]>([
    ["rotated", "2026-06-01T00:00:00Z", true],
    ["deleted", "2026-06-01T00:00:00Z", true],
    ["verified", "2026-06-01T00:00:00Z", true],
    ["rotated", "2026-06-02T00:00:00Z", false],
    ["rotated", "2026-06-02T01:30:00+02:00", true],
    ["rotated", "2026-06-05T00:00:00Z", false],
    ["accepted", "2026-06-01T00:00:00Z", false],
    ["false-positive", "2026-06-01T00:00:00Z", false],
    ["deployed", "2026-06-01T00:00:00Z", false],
  ])("%s at %s: %s", (state, at, expected) => {
    expect(reopens([event(state, at)], sighting) !== undefined).toBe(expected);
  });

  it("writes an event that says why, after which the work is open and does not re-open again", () => {
    const closed = event("rotated", "2026-06-01T00:00:00Z");
    const written = reopens([closed], sighting);
    expect(written).toMatchObject({ fingerprint: "f", kind: "reopened", actor: "exhume", at: sighting.at });
    expect(written?.note).toContain("registry.example/app:2");
    expect(workState([closed, written!])).toBe("new");
    expect(reopens([closed, written!], sighting)).toBeUndefined();
  });

  it("looks at the last change of state, not at a note after it", () => {
    const events = [event("rotated", "2026-06-01T00:00:00Z"), event("new", "2026-06-02T12:00:00Z", "note")];
    expect(reopens(events, sighting)).toBeDefined();
    expect(reopens([], sighting)).toBeUndefined();
  });
});

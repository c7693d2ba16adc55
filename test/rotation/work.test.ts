import { describe, expect, it } from "vitest";
import type { WorkEvent, WorkState } from "../../src/domain/rotation.ts";
import { foldWork, reopens, taskWord, workState, workWord } from "../../src/rotation/work.ts";

const event = (state: WorkState, at: string, kind: WorkEvent["kind"] = "state"): WorkEvent => ({
  fingerprint: "f",
  kind,
  state,
  actor: "kim",
  at,
});
const now = new Date("2026-06-03T00:00:00Z");

describe("workState", () => {
  it.each<[WorkState, readonly WorkEvent[]]>([
    ["new", []],
    ["deployed", [event("replacing", "2026-01-01"), event("deployed", "2026-01-02")]],
    ["rotated", [event("rotated", "2026-01-01"), event("new", "2026-01-02", "note")]],
    ["new", [event("rotated", "2026-01-01"), event("new", "2026-01-02", "reopened")]],
    ["new", [event("new", "2026-01-02", "note")]],
  ])("is %s", (expected, events) => {
    expect(workState(events, { now })).toBe(expected);
  });

  it("is told as re-opened when an audit saw it again, until somebody goes on", () => {
    const events = [
      event("rotated", "2026-01-01"),
      event("new", "2026-01-02", "reopened"),
      event("new", "2026-01-03", "note"),
    ];
    const back = { state: "new" as const, events };
    expect(workWord(back)).toBe("re-opened");
    expect(workWord({ state: "triaged", events: [...events, event("triaged", "2026-01-04")] })).toBe("triaged");
    expect(workWord({ state: "new", events: [event("rotated", "2026-01-01"), event("new", "2026-01-02")] })).toBe(
      "new",
    );
    expect(taskWord({ state: "new", secrets: [{ state: "rotated", events: [] }, back] })).toBe("re-opened");
    expect(taskWord({ state: "disabled", secrets: [back] })).toBe("disabled");
  });

  it("is what a documented example was, whatever is noted", () => {
    expect(workState([event("test", "2026-01-01", "note")], { now, first: "test" })).toBe("test");
  });
});

describe("an acceptance with a last day", () => {
  const accepted = { ...event("accepted", "2026-05-01T10:00:00Z"), data: { until: "2026-05-31" } };
  const at = (time: string, events: readonly WorkEvent[]) => foldWork(events, { now: new Date(time) });

  it("holds through that day, and then the work is open again, where it was", () => {
    const events = [event("deployed", "2026-04-01T00:00:00Z"), accepted];
    expect(at("2026-05-31T23:59:59.999Z", events)).toMatchObject({ state: "accepted", until: "2026-05-31" });
    expect(at("2026-06-01T00:00:00Z", events)).toEqual({
      state: "deployed",
      said: ["replacing", "deployed"],
      openedAt: "2026-06-01T00:00:00.000Z",
    });
  });

  it("ends in new work when there was none", () => {
    const anew = { state: "new", openedAt: "2026-06-01T00:00:00.000Z" };
    expect(at("2026-07-01T00:00:00Z", [accepted])).toMatchObject(anew);
    expect(at("2026-07-01T00:00:00Z", [event("rotated", "2026-04-01T00:00:00Z"), accepted])).toMatchObject(anew);
    expect(at("2026-07-01T00:00:00Z", [event("false-positive", "2026-04-01T00:00:00Z"), accepted])).toMatchObject(anew);
  });

  it("counts no longer once something else was said", () => {
    const later = [accepted, event("rotated", "2026-05-20T00:00:00Z")];
    expect(at("2026-07-01T00:00:00Z", later).state).toBe("rotated");
    const afterEnd = [accepted, event("replacing", "2026-06-20T00:00:00Z")];
    expect(at("2026-07-01T00:00:00Z", afterEnd).openedAt).toBe("2026-06-01T00:00:00.000Z");
  });

  it("is prolonged by another", () => {
    const longer = { ...event("accepted", "2026-05-20T00:00:00Z"), data: { until: "2026-08-31" } };
    const events = [event("triaged", "2026-04-01T00:00:00Z"), accepted, longer];
    expect(at("2026-07-01T00:00:00Z", events).state).toBe("accepted");
    expect(at("2026-09-01T00:00:00Z", events).state).toBe("triaged");
  });
});

describe("what is said to be done", () => {
  const said = (...states: readonly WorkState[]) =>
    foldWork(
      states.map((state, day) => event(state, `2026-05-${String(day + 1).padStart(2, "0")}`)),
      { now },
    ).said;

  it.each<[readonly WorkState[], readonly string[]]>([
    [[], []],
    [["triaged"], []],
    [["deployed"], ["replacing", "deployed"]],
    [["disabled"], ["disabled"]],
    [
      ["disabled", "replacing", "deployed"],
      ["disabled", "replacing", "deployed"],
    ],
    [
      ["disabled", "replacing", "deployed", "replacing"],
      ["disabled", "replacing"],
    ],
    [
      ["deployed", "disabled", "deployed"],
      ["replacing", "deployed"],
    ],
    [["deployed", "disabled", "replacing"], ["replacing"]],
    [
      ["disabled", "deleted"],
      ["disabled", "deleted"],
    ],
    [["rotated"], ["replacing", "deployed", "disabled", "deleted"]],
    [
      ["rotated", "verified"],
      ["replacing", "deployed", "disabled", "deleted", "verified"],
    ],
    [["rotated", "new"], []],
    [["rotated", "new", "replacing"], ["replacing"]],
  ])("by %j: %j", (states, expected) => {
    expect(said(...states)).toEqual(expected);
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
    expect(workState([closed, written!], { now })).toBe("new");
    expect(reopens([closed, written!], sighting)).toBeUndefined();
  });

  it("looks at the last change of state, not at a note after it", () => {
    const events = [event("rotated", "2026-06-01T00:00:00Z"), event("new", "2026-06-02T12:00:00Z", "note")];
    expect(reopens(events, sighting)).toBeDefined();
    expect(reopens([], sighting)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import type { Overlap } from "../../src/domain/finding.ts";
import { OVERLAPS } from "../../src/domain/finding.ts";
import { WORK_STATES, type WorkEvent, type WorkState } from "../../src/domain/rotation.ts";
import { needsReason, nextStates, type Order, refusal } from "../../src/rotation/transitions.ts";
import { foldWork, type Work } from "../../src/rotation/work.ts";

const now = new Date("2026-11-27T00:00:00Z");
/** The work after what was said, one after another. */
const workAfter = (said: string): Work =>
  foldWork(
    said
      .split(" ")
      .flatMap((state): readonly WorkEvent[] =>
        state === ""
          ? []
          : [{ fingerprint: "f", kind: "state", state: state as WorkState, actor: "a", at: "2026-11-01" }],
      ),
    { now },
  );
const order = (overlap: Overlap, parts: Partial<Order> = {}): Order => ({
  overlap,
  canDisable: true,
  dead: false,
  ...parts,
});
const next = (said: string, of: Order): string => nextStates(workAfter(said), of).join(" ");

describe("the next states", () => {
  it.each([
    ["", "triaged replacing deployed"],
    ["triaged", "new replacing deployed"],
    ["replacing", "new triaged deployed"],
    ["deployed", "new replacing disabled rotated"],
    ["deployed disabled", "new replacing deployed deleted rotated"],
    ["deployed disabled deleted", "new"],
    ["deployed rotated", "new"],
    ["deployed disabled deleted verified", "new"],
    ["accepted", "new triaged replacing deployed"],
    ["disabled", "new replacing deployed"],
    ["disabled replacing", "new deployed"],
    ["disabled deployed", "new replacing disabled deleted rotated"],
    ["deployed disabled deployed", "new replacing disabled rotated"],
    ["deployed disabled deleted new", "triaged replacing deployed"],
  ])("two values at a time, after %j: %s", (said, expected) => {
    for (const overlap of ["A", "B", "C"] as const) expect(next(said, order(overlap))).toBe(expected);
  });

  it.each<[string, Order, string]>([
    ["deployed", order("B", { canDisable: false }), "new replacing disabled deleted rotated"],
    ["", order("D"), "triaged replacing deployed disabled deleted rotated"],
    ["deployed", order("D"), "new replacing disabled deleted rotated"],
    ["", order("E"), "triaged replacing deployed disabled deleted rotated"],
    ["", order("A", { dead: true }), "triaged replacing deployed disabled deleted rotated"],
    ["verified", order("E"), "new"],
  ])("after %j with %j: %s", (said, of, expected) => {
    expect(next(said, of)).toBe(expected);
  });

  it("never let the old value go before the new one is deployed, wherever two can live at once", () => {
    const seen = new Set<string>();
    const walk = (said: string, depth: number): void => {
      const work = workAfter(said);
      if (depth === 0 || seen.has(said)) return;
      seen.add(said);
      for (const overlap of ["A", "B", "C"] as const)
        for (const to of nextStates(work, order(overlap))) {
          if (["disabled", "deleted", "rotated", "verified"].includes(to))
            expect(work.said, said).toContain("deployed");
          walk(`${said} ${to}`.trim(), depth - 1);
        }
    };
    walk("", 5);
    expect(seen.size).toBeGreaterThan(100);
  });

  it("always lead somewhere, and dismissing is always open", () => {
    for (const overlap of OVERLAPS)
      for (const said of WORK_STATES) {
        expect(nextStates(workAfter(said), order(overlap)).length, said).toBeGreaterThan(0);
        for (const to of ["accepted", "false-positive", "third-party", "test"] as const)
          expect(refusal(workAfter(said), to, order(overlap))).toBeUndefined();
      }
  });
});

describe("a refusal", () => {
  it.each<[string, WorkState, RegExp]>([
    ["", "rotated", /nothing says that the new one is deployed/],
    ["", "disabled", /nothing says that the new one is deployed/],
    ["deployed", "deleted", /was not disabled/],
    ["deployed disabled", "verified", /nothing says that the old one is deleted/],
    ["deployed rotated", "disabled", /its work ended with rotated/],
    ["deployed rotated", "deleted", /it is rotated already/],
    ["deployed", "triaged", /past that: deployed/],
  ])("after %j, %s", (said, to, message) => {
    expect(refusal(workAfter(said), to, order("A"))).toMatch(message);
  });
});

describe("a reason in words", () => {
  it.each<[string, WorkState, boolean]>([
    ["", "accepted", true],
    ["deployed", "false-positive", true],
    ["rotated", "new", true],
    ["accepted", "new", false],
    ["", "deployed", false],
    ["rotated", "verified", false],
  ])("after %j, %s: %s", (said, to, expected) => {
    expect(needsReason(workAfter(said), to)).toBe(expected);
  });
});

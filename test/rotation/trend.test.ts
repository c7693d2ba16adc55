import { describe, expect, it } from "vitest";
import type { WorkEvent, WorkState } from "../../src/domain/rotation.ts";
import { lastRuns, type RunSpan, runAt } from "../../src/rotation/run-span.ts";
import { type Tracked, trendOf } from "../../src/rotation/trend.ts";

const run = (id: number, day: string, finished = true): RunSpan => ({
  id,
  startedAt: `2026-${day}T10:00:00.000Z`,
  endedAt: `2026-${day}T11:00:00.000Z`,
  finished,
});
const RUNS = [run(1, "09-01"), run(3, "10-01"), run(4, "11-01")];
const during = (day: string): string => `2026-${day}T10:30:00.000Z`;
const event = (state: WorkState, at: string, kind: WorkEvent["kind"] = "state"): WorkEvent => ({
  fingerprint: "f",
  kind,
  state,
  actor: "kim",
  at,
});
const accepted = (at: string, until: string): WorkEvent => ({ ...event("accepted", at), data: { until } });
const tracked = (parts: Partial<Tracked> = {}): Tracked => ({
  firstSeen: during("09-01"),
  events: [],
  state: "new",
  wave: 1,
  ...parts,
});
const summary = (secrets: readonly Tracked[]) =>
  trendOf(secrets, RUNS).map(({ found, closed, reopened, open }) => [found, closed, reopened, open]);

describe("trendOf", () => {
  const rotated = event("rotated", "2026-09-15T00:00:00.000Z");
  it.each<[string, readonly Tracked[], readonly (readonly number[])[]]>([
    [
      "nothing",
      [],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "a secret that stays",
      [tracked()],
      [
        [1, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
      ],
    ],
    [
      "one found later",
      [tracked({ firstSeen: during("10-01") })],
      [
        [0, 0, 0, 0],
        [1, 0, 0, 1],
        [0, 0, 0, 1],
      ],
    ],
    [
      "one rotated between",
      [tracked({ events: [rotated] })],
      [
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "one that comes back in an audit",
      [tracked({ events: [rotated, event("new", during("11-01"), "reopened")] })],
      [
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 1, 1],
      ],
    ],
    [
      "work that does not end it, and notes",
      [tracked({ events: [event("deployed", during("10-01")), event("rotated", during("10-01"), "note")] })],
      [
        [1, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
      ],
    ],
    [
      "dismissed, then taken up again",
      [tracked({ events: [event("accepted", during("10-01")), event("new", during("11-01"))] })],
      [
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 1, 1],
      ],
    ],
    [
      "work told of before the first audit",
      [tracked({ events: [event("rotated", "2020-01-01T00:00:00.000Z")] })],
      [
        [1, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "work after the last audit",
      [tracked({ events: [event("rotated", "2026-12-01T00:00:00.000Z")] })],
      [
        [1, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
      ],
    ],
    [
      "an acceptance that ends between the last two audits",
      [tracked({ events: [accepted("2026-09-15T00:00:00.000Z", "2026-10-10")] })],
      [
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 1, 1],
      ],
    ],
    [
      "an acceptance that was said again before it ended",
      [
        tracked({
          events: [
            accepted("2026-09-15T00:00:00.000Z", "2026-10-10"),
            accepted("2026-10-09T00:00:00.000Z", "2027-01-01"),
          ],
        }),
      ],
      [
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "allowed by the ignore file",
      [tracked({ state: "accepted", allowed: { by: "x:1" } })],
      [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
  ])("%s", (_, secrets, expected) => {
    expect(summary(secrets)).toEqual(expected);
  });

  it("counts open secrets by wave, which add up", () => {
    const secrets = [
      tracked(),
      tracked({ wave: 3, events: [rotated] }),
      tracked({ wave: 4, firstSeen: during("11-01") }),
    ];
    const points = trendOf(secrets, RUNS);
    expect(points.map(({ waves }) => waves.map(({ open }) => open))).toEqual([
      [1, 0, 1, 0, 0],
      [1, 0, 0, 0, 0],
      [1, 0, 0, 1, 0],
    ]);
    expect(points.map(({ run: id, open }) => [id, open])).toEqual([
      [1, 2],
      [3, 1],
      [4, 2],
    ]);
  });
});

describe("runs", () => {
  it("passes over audits that broke off when it looks for the last two", () => {
    const runs = [run(1, "09-01"), run(2, "09-02", false), run(3, "10-01"), run(4, "11-01", false)];
    expect([lastRuns(runs).last?.id, lastRuns(runs).previous?.id]).toEqual([3, 1]);
    expect(lastRuns([run(1, "09-01", false)])).toMatchObject({ last: { id: 1 } });
    expect(lastRuns([])).toEqual({});
  });

  it.each([
    ["2026-08-31T00:00:00.000Z", 0],
    ["2026-09-01T10:00:00.000Z", 1],
    ["2026-09-30T00:00:00.000Z", 1],
    [during("10-01"), 3],
    ["2027-01-01T00:00:00.000Z", 4],
  ])("%s belongs to audit %i", (at, expected) => {
    expect(runAt(RUNS)(at)).toBe(expected);
  });
});

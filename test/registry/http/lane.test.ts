import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { createLane, type Lane } from "../../../src/registry/http/lane.ts";
import { BREAKER, type LaneRules, SUCCESSES_FOR_ONE_MORE } from "../../../src/registry/http/politeness.ts";

const { signal } = new AbortController();

/** Time passes when somebody waits for it, and in no other way. */
const virtualClock = () => {
  let now = 1_000_000;
  return {
    now: () => now,
    pause: async (ms: number, _signal: AbortSignal) => {
      now += ms;
    },
  };
};

const lane = (rules: LaneRules) => {
  const clock = virtualClock();
  const waits: string[] = [];
  const one = createLane({ rules, host: "r.example", clock, onWait: (why, ms) => waits.push(`${why} ${ms}`) });
  return { lane: one, clock, waits };
};

/** How many requests get a turn now; all are left again. */
const admitted = async (one: Lane): Promise<number> => {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const turns: { leave(): void }[] = [];
  const all = Array.from({ length: 20 }, async () => {
    turns.push(await one.enter(stop.signal));
  });
  for (let ticks = 0; ticks < 200; ticks++) await Promise.resolve();
  stop.abort();
  await Promise.allSettled(all);
  for (const turn of turns) turn.leave();
  return turns.length;
};

const answer = async (one: Lane, status: number, againAt?: number): Promise<void> => {
  const turn = await one.enter(signal);
  turn.answered(status, againAt);
  turn.leave();
};

const fail = async (one: Lane, times: number): Promise<void> => {
  for (let time = 0; time < times; time++) {
    (await one.enter(signal)).leave();
    one.ended(false);
  }
};

describe("the places of a lane", () => {
  it("are as many as its rules say, and are taken again when they are left", async () => {
    const { lane: one } = lane({ start: 3, most: 8 });
    expect(await admitted(one)).toBe(3);
    expect(await admitted(one)).toBe(3);
  });

  it("grow by one with every so many good answers, to the most of the rules", async () => {
    const { lane: one } = lane({ start: 3, most: 5 });
    for (let count = 0; count < SUCCESSES_FOR_ONE_MORE; count++) await answer(one, 200);
    expect(await admitted(one)).toBe(4);
    for (let count = 0; count < 10 * SUCCESSES_FOR_ONE_MORE; count++) await answer(one, 404);
    expect(await admitted(one)).toBe(5);
  });

  it.each([429, 503])("are halved by %d, once for all that were under way, and never none", async (status) => {
    const { lane: one } = lane({ start: 8, most: 8 });
    const turns = await Promise.all(Array.from({ length: 8 }, async () => one.enter(signal)));
    for (const turn of turns) turn.answered(status);
    for (const turn of turns) turn.leave();
    expect(await admitted(one)).toBe(4);
    for (let count = 0; count < 5; count++) await answer(one, status);
    expect(await admitted(one)).toBe(1);
  });

  it("that are waited for in vain are given up with the signal", async () => {
    const { lane: one } = lane({ start: 1, most: 1 });
    const turn = await one.enter(signal);
    const stop = new AbortController();
    const waiting = one.enter(stop.signal);
    stop.abort(new Error("Ctrl-C"));
    await expect(waiting).rejects.toThrow("Ctrl-C");
    turn.leave();
    await answer(one, 200);
  });
});

describe("the rate of a lane", () => {
  it("keeps requests apart", async () => {
    const { lane: one, clock } = lane({ start: 4, most: 4, perSecond: 5 });
    const begun = clock.now();
    for (let count = 0; count < 11; count++) await answer(one, 200);
    expect(clock.now() - begun).toBe(2000);
  });

  it("follows what the host says is left", async () => {
    const { lane: one, clock } = lane({ start: 2, most: 2, perSecond: 1 });
    one.allow(60, clock.now() + 6000);
    await answer(one, 200);
    const begun = clock.now();
    for (let count = 0; count < 10; count++) await answer(one, 200);
    expect(clock.now() - begun).toBe(1000);
  });

  it("nothing left: all wait until the host takes requests again, and it is told", async () => {
    const { lane: one, clock, waits } = lane({ start: 2, most: 2 });
    const until = clock.now() + 40_000;
    one.allow(0, until);
    await answer(one, 200);
    expect(clock.now()).toBe(until);
    expect(waits).toEqual(["r.example asks to be left alone 40000"]);
  });

  it("Retry-After of one answer holds the others too", async () => {
    const { lane: one, clock } = lane({ start: 3, most: 3 });
    const until = clock.now() + 7000;
    await answer(one, 429, until);
    await answer(one, 200);
    expect(clock.now()).toBe(until);
  });
});

describe("the breaker of a lane", () => {
  it("gives a host up that never answered", async () => {
    const { lane: one } = lane({ start: 2, most: 2 });
    await fail(one, BREAKER.failures);
    await expect(one.enter(signal)).rejects.toThrow("r.example: it is given up in this audit");
  });

  it("looks again, one request at a time, at a host that did answer", async () => {
    const { lane: one, clock, waits } = lane({ start: 4, most: 4 });
    one.ended(true);
    await fail(one, BREAKER.failures);
    const begun = clock.now();
    expect(await admitted(one)).toBe(1);
    expect(clock.now() - begun).toBe(BREAKER.coolMs);
    expect(waits).toEqual([`r.example does not answer ${BREAKER.coolMs}`]);
  });

  it("gives it up when that goes on for too long", async () => {
    const { lane: one, clock } = lane({ start: 4, most: 4 });
    one.ended(true);
    const begun = clock.now();
    await fail(one, BREAKER.failures - 1);
    await expect(fail(one, 100)).rejects.toThrow("given up");
    expect(clock.now() - begun).toBeGreaterThan(BREAKER.patienceMs);
    expect(clock.now() - begun).toBeLessThanOrEqual(BREAKER.patienceMs + 2 * BREAKER.coolMs);
  });

  it("closes with the first good answer", async () => {
    const { lane: one } = lane({ start: 4, most: 4 });
    one.ended(true);
    await fail(one, BREAKER.failures);
    one.ended(true);
    await fail(one, BREAKER.failures - 1);
    await answer(one, 200);
  });
});

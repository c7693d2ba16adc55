import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { unordered } from "../../src/executor/unordered.ts";
import { collect } from "../support/collect.ts";

const signal = new AbortController().signal;

describe("unordered", () => {
  it("yields every result, as they come", async () => {
    const run = async (ms: number): Promise<number> => sleep(ms, ms);
    expect(await collect(unordered([60, 5, 30], { limit: 3, run }, signal))).toEqual([5, 30, 60]);
  });

  it("never runs more than the limit, and takes items only when there is room", async () => {
    let running = 0;
    let most = 0;
    let taken = 0;
    const items = function* (): Generator<number> {
      for (let item = 0; item < 20; item++) {
        taken++;
        yield item;
      }
    };
    const run = async (item: number): Promise<number> => {
      most = Math.max(most, ++running);
      expect(taken - item).toBeLessThanOrEqual(3);
      await sleep(1);
      running--;
      return item;
    };
    expect(await collect(unordered(items(), { limit: 3, run }, signal))).toHaveLength(20);
    expect(most).toBe(3);
  });

  it("ends with the first failure, after the tasks under way", async () => {
    let finished = 0;
    const run = async (item: number): Promise<void> => {
      await sleep(item);
      if (item === 1) throw new Error("one failed");
      finished++;
    };
    await expect(collect(unordered([1, 20, 20], { limit: 3, run }, signal))).rejects.toThrow("one failed");
    expect(finished).toBe(2);
  });

  it("stops when aborted", async () => {
    const controller = new AbortController();
    const run = async (item: number): Promise<number> => {
      if (item === 3) controller.abort();
      return item;
    };
    await expect(collect(unordered([1, 2, 3, 4, 5], { limit: 1, run }, controller.signal))).rejects.toThrow(/abort/i);
  });
});

import { describe, expect, it } from "vitest";
import { createSingleFlight } from "../../../src/registry/aws/single-flight.ts";

const never = new AbortController().signal;

describe("one question for many", () => {
  it("is asked once, and again by whoever comes later", async () => {
    const flight = createSingleFlight<number>();
    let asked = 0;
    const ask = async (): Promise<number> => ++asked;
    expect(await Promise.all([flight("a", ask, never), flight("a", ask, never)])).toEqual([1, 1]);
    expect(await flight("a", ask, never)).toBe(2);
  });

  it("goes on for the others when the first to ask leaves", async () => {
    const flight = createSingleFlight<string>();
    const first = new AbortController();
    let answer = (_text: string): void => undefined;
    const ask = async (signal: AbortSignal): Promise<string> =>
      new Promise((resolve, reject) => {
        answer = resolve;
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const left = flight("a", ask, first.signal);
    const stays = flight("a", ask, never);
    first.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    answer("yes");
    expect(await stays).toBe("yes");
  });

  it("is dropped when nobody is left who waits", async () => {
    const flight = createSingleFlight<string>();
    const only = new AbortController();
    const dropped = new Promise<void>((resolve) => {
      const ask = async (signal: AbortSignal): Promise<string> => {
        signal.addEventListener("abort", () => resolve());
        return new Promise(() => undefined);
      };
      flight("a", ask, only.signal).catch(() => undefined);
    });
    only.abort();
    await dropped;
    expect(await flight("a", async () => "asked anew", never)).toBe("asked anew");
  });
});

import { describe, expect, it } from "vitest";
import { WATCHDOG } from "../../../src/registry/http/politeness.ts";
import { steady } from "../../../src/registry/http/steady.ts";
import { collect } from "../../support/collect.ts";

/** Chunks of so many bytes, each after so many ms on the clock. */
const arriving = ({
  bytes,
  everyMs,
  times,
}: {
  readonly bytes: number;
  readonly everyMs: number;
  readonly times: number;
}) => {
  let now = 0;
  const body = async function* (): AsyncGenerator<Uint8Array> {
    for (let time = 0; time < times; time++) {
      now += everyMs;
      yield new Uint8Array(bytes);
    }
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  return { body: body(), now: () => now, pass };
};

describe("a body", () => {
  it("of a byte a second is left when the window is over", async () => {
    const { body, now } = arriving({ bytes: 1, everyMs: 1000, times: 10_000 });
    await expect(collect(steady(body, now))).rejects.toThrow();
    expect(now()).toBe(WATCHDOG.windowMs);
  });

  it("that is slow but steady passes, whatever its size", async () => {
    const { body, now } = arriving({ bytes: 2 * WATCHDOG.bytesPerSecond, everyMs: 1000, times: 600 });
    expect(await collect(steady(body, now))).toHaveLength(600);
  });

  it("is not blamed for a slow reader", async () => {
    const { body, now, pass } = arriving({ bytes: 1, everyMs: 1, times: 100 });
    let read = 0;
    for await (const chunk of steady(body, now)) {
      read += chunk.length;
      pass(WATCHDOG.windowMs);
    }
    expect(read).toBe(100);
  });
});

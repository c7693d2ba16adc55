import { describe, expect, it } from "vitest";
import { createPullMeter } from "../../../src/registry/hub/pull-meter.ts";
import { PullError } from "../../../src/registry/pull-error.ts";

const signal = new AbortController().signal;
const header = (values: Readonly<Record<string, string>>) => (name: string) => values[name];
const told = (remaining: number) =>
  header({ "ratelimit-limit": "100;w=21600", "ratelimit-remaining": `${remaining};w=21600` });

describe("the pull limit", () => {
  it("is waited for when that is asked, by looks that cost nothing, and that is said", async () => {
    const notices: string[] = [];
    const meter = createPullMeter({
      onLimit: "wait",
      pullReserve: "10%",
      pollMs: 1,
      onNotice: (text) => notices.push(text),
    });
    meter.answered(told(10));
    let looks = 0;
    const probe = async (): Promise<void> => meter.answered(told(++looks === 3 ? 50 : 10));
    const pull = async () => meter.pull({ ask: async () => "pulled", probe }, signal);
    // Two that wait share the looks.
    expect(await Promise.all([pull(), pull()])).toEqual(["pulled", "pulled"]);
    expect(looks).toBe(3);
    expect(notices[0]).toContain("10 of 100 pulls are left, 10 are kept for others; looking again in");
  });

  it("that an answer tells of no more is waited for no longer", async () => {
    const meter = createPullMeter({ onLimit: "wait", pullReserve: "10%", pollMs: 1 });
    const answers = [
      async () => Promise.reject(new PullError("429", { status: 429, limited: true })),
      async () => "pulled",
    ];
    const ask = async (): Promise<string> => (answers.shift() ?? (async () => "too often"))();
    let looks = 0;
    const probe = async (): Promise<void> => {
      looks++;
      meter.answered(header({}));
    };
    expect(await meter.pull({ ask, probe }, signal)).toBe("pulled");
    expect(looks).toBe(1);
  });

  it("is waited for although the looks are refused as the pulls are", async () => {
    const meter = createPullMeter({ onLimit: "wait", pullReserve: "10%", pollMs: 1 });
    meter.answered(told(10));
    let looks = 0;
    const probe = async (): Promise<void> => {
      if (++looks < 3) throw new PullError("429", { status: 429, limited: true });
      meter.answered(told(50));
    };
    expect(await meter.pull({ ask: async () => "pulled", probe }, signal)).toBe("pulled");
    expect(looks).toBe(3);
  });

  it("is not overrun by pulls that are under way, and a pull that fails is not spent for ever", async () => {
    const meter = createPullMeter({ onLimit: "stop", pullReserve: "0" });
    meter.answered(told(2));
    let fail: (error: Error) => void = () => undefined;
    const hanging = () =>
      new Promise<string>((_, reject) => {
        fail = reject;
      });
    const probe = async (): Promise<void> => undefined;
    const first = meter.pull({ ask: hanging, probe }, signal).catch(() => "failed");
    const failFirst = fail;
    const second = meter.pull({ ask: hanging, probe }, signal).catch(() => "failed");
    await expect(meter.pull({ ask: async () => "third", probe }, signal)).rejects.toMatchObject({ limited: true });
    failFirst(new PullError("no answer"));
    expect(await first).toBe("failed");
    expect(await meter.pull({ ask: async () => "third", probe }, signal)).toBe("third");
    fail(new PullError("no answer"));
    expect(await second).toBe("failed");
  });
});

import { describe, expect, it } from "vitest";
import { abortable } from "../../../src/registry/files/abortable.ts";
import { collect } from "../../support/collect.ts";

async function* stuck(): AsyncGenerator<number> {
  yield 1;
  await new Promise(() => undefined);
}

describe("abortable", () => {
  it("passes everything on", async () => {
    async function* three() {
      yield* [1, 2, 3];
    }
    expect(await collect(abortable(three(), new AbortController().signal))).toEqual([1, 2, 3]);
  });

  it("ends while the source waits for ever", async () => {
    const stop = new AbortController();
    const got: number[] = [];
    const reading = (async () => {
      for await (const item of abortable(stuck(), stop.signal)) {
        got.push(item);
        setTimeout(() => stop.abort(), 10);
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(got).toEqual([1]);
  });

  it("closes a source that its reader leaves", async () => {
    let closed = false;
    async function* source() {
      try {
        yield 1;
        yield 2;
      } finally {
        closed = true;
      }
    }
    for await (const _ of abortable(source(), new AbortController().signal)) break;
    expect(closed).toBe(true);
  });

  it("hands an error of the source on", async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      throw new Error("broken");
    }
    await expect(collect(abortable(broken(), new AbortController().signal))).rejects.toThrow("broken");
  });
});

import { describe, expect, it } from "vitest";
import { parseRetryAfter, RETRY, retryDelay } from "../../../src/registry/http/retry.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("Retry-After", () => {
  it.each([
    ["7", 7000],
    ["0", 0],
    ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
    ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
    [String(NOW / 1000 + 90), 90_000],
    ["soon", undefined],
    [undefined, undefined],
  ])("%s waits %s ms", (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  it("is obeyed, but not beyond patience", () => {
    expect(retryDelay(RETRY, 1, 60_000)).toBe(60_000);
    expect(retryDelay(RETRY, 1, 3_600_000)).toBeUndefined();
  });

  it("tries end", () => {
    expect(retryDelay(RETRY, RETRY.tries)).toBeUndefined();
    expect(retryDelay(RETRY, 1)).toBeLessThanOrEqual(RETRY.baseMs);
  });
});

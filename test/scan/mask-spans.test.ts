import { expect, test } from "vitest";
import { maskSpans } from "../../src/scan/mask-spans.ts";

test.each([
  ["no spans", "abc", [], "abc"],
  ["one span", "KEY=value end", [{ start: 4, end: 9 }], "KEY=••• end"],
  [
    "overlapping and unordered",
    "abcdefgh",
    [
      { start: 3, end: 6 },
      { start: 1, end: 4 },
    ],
    "a•••gh",
  ],
  ["offsets are bytes", "é=geheim", [{ start: 3, end: 9 }], "é=•••"],
  ["beyond the end", "abc", [{ start: 2, end: 99 }], "ab•••"],
])("%s", (_name, text, spans, expected) => {
  expect(maskSpans(Buffer.from(text), spans)).toBe(expected);
});

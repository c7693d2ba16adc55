import { expect, test } from "vitest";
import { isFiller } from "../../src/scan/filler.ts";
import { isPlaceholder } from "../../src/scan/placeholder.ts";
import { expand } from "../support/samples.ts";

test.each([
  ["qqqqqqqqqqqqqqqqqqqqqqqqqqqq", true],
  ["xyxyxyxyxyxyxyxyxyxy", true],
  ["4567456745674567456745674567", true],
  ["aabbccddaabbccddaabbccdd", false],
  [expand("<alnum:20>", 1), false],
])("%s fills the place of a token: %s", (body, filler) => {
  expect(isFiller(body)).toBe(filler);
});

test.each([
  ["acme_000000000000000000000000", true],
  ["key-wwwwwwwwwwwwwwww==", true],
  ["acme_wwww", false],
  [`acme_${expand("<alnum:20>", 1)}`, false],
])("%s, one character behind a prefix, is a placeholder: %s", (value, placeholder) => {
  expect(isPlaceholder(value)).toBe(placeholder);
});

import { expect, test } from "vitest";
import { isInsecure } from "../../src/registry/endpoint.ts";

test.each([
  ["r.corp.internal:5000", "r.corp.internal:5000", true],
  ["r.corp.internal:5000", "r.corp.internal", true],
  ["[fd00::1]:5000", "[fd00::1]", true],
  ["r.corp.internal", "r.corp.internal:5000", false],
  ["r.corp.internal:5000", "r.corp.internal:5001", false],
  ["other.r.corp.internal", "r.corp.internal", false],
])("%s with --insecure %s: plain http %s", (registry, insecure, plain) => {
  expect(isInsecure(registry, [insecure])).toBe(plain);
});

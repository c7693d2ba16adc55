import { describe, expect, test } from "vitest";
import { parseAllowFile } from "../../../src/catalog/allow/allow-file.ts";
import { createAllowances } from "../../../src/catalog/allow/allowances.ts";

const PATHS = ["a.env", "test/a.env", "x/test/a.env", "test/deep/b.env", "lib.jar!/c/a.env", "x/lib.jar"];

/** Numbers of the paths that one pattern allows. */
const allowed = (pattern: string): readonly string[] => {
  const { allow } = createAllowances(parseAllowFile("f", `path ${pattern}`), "2026-06-01");
  return PATHS.filter((path) => allow({ ruleId: "r", path }) !== undefined);
};

describe("path", () => {
  test.each([
    ["a.env", ["a.env", "test/a.env", "x/test/a.env", "lib.jar!/c/a.env"]],
    ["/a.env", ["a.env", "test/a.env", "x/test/a.env", "lib.jar!/c/a.env"]],
    ["test/*.env", ["test/a.env"]],
    ["./test/a.env", ["test/a.env"]],
    ["test/**", ["test/a.env", "test/deep/b.env"]],
    ["test/", ["test/a.env", "x/test/a.env", "test/deep/b.env"]],
    ["**/test/a.env", ["test/a.env", "x/test/a.env"]],
    ["lib.jar", ["lib.jar!/c/a.env", "x/lib.jar"]],
    ["?.env", ["a.env", "test/a.env", "x/test/a.env", "test/deep/b.env", "lib.jar!/c/a.env"]],
    ['"a b"', []],
    ["a+env", []],
  ])("%s", (pattern, paths) => {
    expect(allowed(pattern)).toEqual(paths);
  });
});

test("all conditions of a line must hold, and the first line that does is named with its reason", () => {
  const text = `# a file\n\nrule acme-* path test/** # of the tests\nsecret 0123ABCD rule other\nsha256 ${"ab".repeat(32)}\n`;
  const { allow } = createAllowances(parseAllowFile(".exhumeignore", text), "2026-06-01");
  const at = { ruleId: "acme-key", path: "test/a" };
  expect(allow(at)).toEqual({ by: ".exhumeignore:3", reason: "of the tests" });
  expect(allow({ ...at, path: "src/a" })).toBeUndefined();
  expect(allow({ ...at, ruleId: "acmekey" })).toBeUndefined();
  expect(allow({ ruleId: "other", path: "a", fingerprint: "0123abcd99" })).toEqual({ by: ".exhumeignore:4" });
  expect(allow({ ruleId: "other", path: "a", fingerprint: "0123abce99" })).toBeUndefined();
  expect(allow({ ruleId: "other", path: "a" })).toBeUndefined();
  expect(allow({ ruleId: "x", path: "a", sha256: "ab".repeat(32) })).toEqual({ by: ".exhumeignore:5" });
});

test("a line holds on its last day and not on the next, which is said when it matters", () => {
  const entries = parseAllowFile("f", "rule a until 2026-06-01\nrule b until 2020-01-01\n");
  const last = createAllowances(entries, "2026-06-01");
  const after = createAllowances(entries, "2026-06-02");
  expect(last.allow({ ruleId: "a", path: "" })).toEqual({ by: "f:1" });
  expect(after.allow({ ruleId: "a", path: "" })).toBeUndefined();
  expect([last.expired(), after.expired()]).toEqual([[], ["f:1 ended on 2026-06-01: what it allowed counts again"]]);
});

const VALUE = "correct-horse-battery";

test.each([
  [VALUE, /^f:2: word 1 is no condition$/],
  [`sha256 ${VALUE}`, /^f:2: sha256 needs 64 hexadecimal digits$/],
  [`secret ${VALUE}`, /^f:2: secret needs 8 to 64/],
  [`rule a ${VALUE}`, /^f:2: word 3 is no condition$/],
  ["rule a until 2026-02-30", /^f:2: until needs a date/],
  ["rule a until soon", /^f:2: until needs a date/],
  ["rule", /^f:2: rule needs the id/],
  ["rule a rule b", /^f:2: rule stands twice$/],
  ["until 2026-02-20 # all", /^f:2: until alone would allow everything$/],
])("%s is an error with its line, without the value", (line, message) => {
  expect(() => parseAllowFile("f", `# a comment\n${line}\n`)).toThrow(message);
  expect(() => parseAllowFile("f", `# a comment\n${line}\n`)).not.toThrow(VALUE);
});

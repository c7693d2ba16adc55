import { describe, expect, it } from "vitest";
import { checkYaml } from "../../../src/dockerfile/bundle/yaml-check.ts";
import type { Edit } from "../../../src/dockerfile/edit.ts";

const TEXT = "a:\n  b: 1 # one\n  c:\n    - x\n    - y\nd: 2\n";

const replace = (part: string, replacement: string): Edit => {
  const start = TEXT.indexOf(part);
  return { start, end: start + part.length, replacement };
};

describe("checkYaml", () => {
  it.each([
    ["a value", [replace("x", "z")]],
    ["a new key", [replace("d:", "n: 3\nd:")]],
    ["an item that goes", [replace("    - x\n", "")]],
    ["a comment", [replace(" # one", "")]],
  ])("lets through %s", (_what, edits) => expect(checkYaml(TEXT, edits)).toBeUndefined());

  it.each([
    ["does not parse afterwards", [replace("  c:", "  c: [")], "the result would not parse"],
    ["moves other keys", [replace("  c:\n", "  c: 1\n  k:\n")], "must not touch"],
    ["swallows other lines", [replace("b: 1 # one\n", "b: |\n  ")], "must not touch"],
    ["makes other keys belong to another", [replace("a:\n", "a: 0\nz:\n")], "must not touch"],
  ])("refuses what %s", (_what, edits, reason) => expect(checkYaml(TEXT, edits)).toContain(reason));

  it("refuses a file that did not parse", () => expect(checkYaml("a: [", [])).toBe("it does not parse"));
});

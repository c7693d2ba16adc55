import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/dockerfile/edit.ts";
import { deletePairs } from "../../src/dockerfile/parse/pairs.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";

const without = (text: string, ...names: readonly string[]): string | undefined => {
  const file = parseDockerfile(text);
  return applyEdits(text, deletePairs(file, file.instructions[1]!, new Set(names)));
};

describe("names go out of an ENV or ARG, and nothing else changes", () => {
  it.each([
    ["the only one", "FROM a\nARG X\nRUN y\n", ["X"], "FROM a\nRUN y\n"],
    ["the only one, last line", "FROM a\nARG X", ["X"], "FROM a"],
    ["the only one, CRLF, last line", "FROM a\r\nARG X", ["X"], "FROM a"],
    ["the old form", "FROM a\nENV X some words\n", ["X"], "FROM a\n"],
    ["the first", "FROM a\nARG X Y=2 Z\n", ["X"], "FROM a\nARG Y=2 Z\n"],
    ["the middle", "FROM a\nARG X Y=2 Z\n", ["Y"], "FROM a\nARG X Z\n"],
    ["the last", "FROM a\nARG X Y=2 Z\n", ["Z"], "FROM a\nARG X Y=2\n"],
    ["two of three", "FROM a\nARG X Y=2 Z\n", ["X", "Y"], "FROM a\nARG Z\n"],
    ["two at the end", "FROM a\nARG X Y=2 Z\n", ["Y", "Z"], "FROM a\nARG X\n"],
    ["all", "FROM a\nARG X \\\n    Y\nRUN z\n", ["X", "Y"], "FROM a\nRUN z\n"],
    ["the first of a chain", "FROM a\nENV X=1 \\\n    Y=2 \\\n    Z=3\n", ["X"], "FROM a\nENV Y=2 \\\n    Z=3\n"],
    ["the middle of a chain", "FROM a\nENV X=1 \\\n    Y=2 \\\n    Z=3\n", ["Y"], "FROM a\nENV X=1 \\\n    Z=3\n"],
    ["the last of a chain", "FROM a\nENV X=1 \\\n    Y=2 \\\n    Z=3\n", ["Z"], "FROM a\nENV X=1 \\\n    Y=2\n"],
    ["the last two of a chain", "FROM a\nENV X=1 \\\n    Y=2 \\\n    Z=3\n", ["Y", "Z"], "FROM a\nENV X=1\n"],
    ["with a comment", "FROM a\nENV X=1 \\\n# c\n    Y=2\nRUN z\n", ["Y"], "FROM a\nENV X=1\n# c\nRUN z\n"],
    ["a quoted value over two lines", 'FROM a\nENV X="1 \\\n 2" Y=3\n', ["X"], "FROM a\nENV Y=3\n"],
    ["no such name", "FROM a\nENV X=1\n", ["Y"], "FROM a\nENV X=1\n"],
  ])("%s", (_what, text, names, expected) => expect(without(text, ...names)).toBe(expected));
});

import { parse } from "unbash";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/dockerfile/edit.ts";
import { shellCommands } from "../../src/dockerfile/shell/shell-commands.ts";
import { removeCommands } from "../../src/dockerfile/shell/shell-removal.ts";

/** The script without its `rm` commands; `empty` when none is left, undefined when that cannot be done. */
const withoutRm = (text: string): string | undefined => {
  const script = parse(text);
  const removal = removeCommands(
    script,
    shellCommands(script).filter((command) => command.name === "rm"),
  );
  if (removal === undefined) return undefined;
  return removal.empty ? "empty" : applyEdits(text, removal.edits);
};

describe("a clean-up command goes out of a script", () => {
  it.each([
    ["a && rm x", "a"],
    ["rm x && a", "a"],
    ["a && rm x && b", "a && b"],
    ["a && rm x && rm y && b", "a && b"],
    ["rm x && rm y && b", "b"],
    ["a; rm x", "a"],
    ["a; rm x; b", "a; b"],
    ["rm x; a", "a"],
    ["a; rm x; rm y", "a"],
    ["a; rm x; rm y; rm z", "a"],
    ["rm x; a; rm y; b; rm z", "a; b"],
    ["a && b || c; rm x", "a && b || c"],
    ["a && rm x || true", "a"],
    ["a; rm x || :", "a"],
    ["set -e; a && rm -rf x && b; c", "set -e; a && b; c"],
    ["a\nrm x\nb\n", "a\nb\n"],
    ["rm x", "empty"],
    ["rm x && rm y", "empty"],
    ["rm x; rm y || true", "empty"],
    ["a; if [ -f x ]; then rm x; fi", "a"],
    ["if [ -f x ] && [ -w x ]; then rm x; rm y; fi && a", "a"],
    ["[ -f x ] && rm x; a", "a"],
    ["[ -z x ] || rm x", "empty"],
    ["a; (rm x)", "a"],
    ["{ rm x; rm y; } && a", "a"],
  ])("%j becomes %j", (text, expected) => expect(withoutRm(text)).toBe(expected));

  it.each([
    "if [ -f x ]; then rm x; else a; fi",
    "if [ -f x ]; then rm x; a; fi",
    "if a; then rm x; fi",
    "a || rm x",
    "rm x || b",
    "(rm x; a)",
    "a | rm x",
    "for f in x; do rm $f; done",
  ])("%j stays, for a person to change", (text) => expect(withoutRm(text)).toBeUndefined());
});

it("a pipeline goes as one", () => {
  const text = "a && echo x | b -; c";
  const script = parse(text);
  const [, echo, login] = shellCommands(script);
  const removal = removeCommands(script, [{ start: echo?.start ?? 0, end: login?.end ?? 0 }]);
  expect(removal && !removal.empty && applyEdits(text, removal.edits)).toBe("a; c");
});

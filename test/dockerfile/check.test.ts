import { describe, expect, it } from "vitest";
import { checkEdit } from "../../src/dockerfile/check.ts";
import { applyEdits } from "../../src/dockerfile/edit.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import type { Inserted, Proposal } from "../../src/dockerfile/proposal.ts";

const file = parseDockerfile("FROM a\nRUN x\nCMD y\n");
const [from, run] = file.instructions;

const proposal = (inserted: readonly Inserted[]): Proposal => ({
  verdict: "auto+confirm",
  fix: "stage",
  edits: [],
  deleted: [],
  touched: [],
  inserted,
  moved: [],
  ignore: [],
  notes: [],
});

const check = (at: number, text: string, inserted: readonly Inserted[]): string | undefined =>
  checkEdit(file, applyEdits(file.text, [{ start: at, end: at, replacement: text }]) ?? "", proposal(inserted));

describe("the check of an edit that inserts instructions", () => {
  const before = run ? { before: run } : {};

  it("accepts what was named, where it was named", () => {
    expect(
      check(run?.start ?? 0, "FROM b\nUSER c\n", [
        { ...before, text: "FROM b" },
        { ...before, text: "USER c" },
      ]),
    ).toBe(undefined);
    expect(check(file.text.length, "USER c\n", [{ text: "USER c" }])).toBe(undefined);
  });

  it.each([
    ["is not named", "USER c\n", []],
    ["has another text", "USER d\n", [{ ...before, text: "USER c" }]],
    ["stands elsewhere", "USER c\n", [{ text: "USER c" }]],
    ["is missing", "", [{ ...before, text: "USER c" }]],
    [
      "has another order",
      "USER c\nUSER d\n",
      [
        { ...before, text: "USER d" },
        { ...before, text: "USER c" },
      ],
    ],
  ])("refuses an instruction that %s", (_what, text, inserted) => {
    expect(check(run?.start ?? 0, text, inserted)).toBe("the result has other instructions than intended");
  });

  it("refuses a change of an instruction in passing", () => {
    expect(check(from?.end ?? 0, " AS b\nUSER c", [{ ...before, text: "USER c" }])).toContain("must not touch");
  });
});

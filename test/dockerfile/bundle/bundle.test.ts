import { describe, expect, it } from "vitest";
import { bundle } from "../../../src/dockerfile/bundle/bundle.ts";
import { changed, inputOf, readBundleCases } from "./bundle-cases.ts";

describe.each(readBundleCases().map((one) => [one.name, one] as const))("%s", (_name, one) => {
  const result = bundle(inputOf(one));
  const now = changed(one.before, result);

  it("changes the files that start builds, and nothing else", () => {
    expect(Object.fromEntries(result.changes.map((change) => [change.path, change.after]))).toEqual(one.after);
  });

  it("says what a person must do", () => {
    expect(
      result.steps.map((step) => [step.code, step.line ? `${step.path}:${step.line}` : step.path].join(" ")),
    ).toEqual(one.expected.steps);
    expect(result.unbuilt).toEqual(one.expected.unbuilt);
    const notes = result.changes.flatMap((change) => change.notes).join("\n");
    for (const note of one.expected.notes ?? []) expect(notes).toContain(note);
  });

  it("changes nothing the second time", () => {
    expect(bundle(inputOf(one, now)).changes).toEqual([]);
  });
});

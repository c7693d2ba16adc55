import { expect, it } from "vitest";
import { recent } from "../../src/audit/recent.ts";

it("remembers the names that came last, and no more than it may", () => {
  const names = recent(2);
  for (const name of ["a", "b", "b", "c"]) names.add(name);
  expect(["a", "b", "c"].map((name) => names.has(name))).toEqual([false, true, true]);
  names.forget("b");
  expect(names.has("b")).toBe(false);
});

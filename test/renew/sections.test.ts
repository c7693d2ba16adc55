import { expect, it } from "vitest";
import { renewed, SECTIONS } from "./sections.ts";

it.each(SECTIONS)("$file tells in $mark what the code says: npm run renew", (section) => {
  const { before, after } = renewed(section);
  expect(before).toBe(after);
});

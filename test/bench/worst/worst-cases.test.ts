import { expect, it } from "vitest";
import { loadRules } from "../../../src/catalog/rules.ts";
import { WORST_CASES, worstBytes } from "./worst-cases.ts";

const rules = await loadRules(["rules/generic.yml"], AbortSignal.timeout(30_000));
const more = await loadRules(["rules/npm.yml"], AbortSignal.timeout(30_000));

it.each(WORST_CASES)("makes the same bytes of $name each time, as many as were asked for", (one) => {
  const bytes = worstBytes(one, 300_000, { rules });
  expect(bytes).toHaveLength(300_000);
  expect(bytes.equals(worstBytes(one, 300_000, { rules }))).toBe(true);
});

it("has another name and another text for each", () => {
  expect(new Set(WORST_CASES.map(({ name }) => name)).size).toBe(WORST_CASES.length);
  const texts = WORST_CASES.map((one) => worstBytes(one, 50_000, { rules: [...rules, ...more] }).toString("latin1"));
  expect(new Set(texts).size).toBe(WORST_CASES.length);
});

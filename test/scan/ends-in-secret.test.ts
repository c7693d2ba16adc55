import { expect, it } from "vitest";
import { endsInSecret } from "../../src/scan/ends-in-secret.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { valueSpan } from "../../src/scan/sweep.ts";
import { expand } from "../support/samples.ts";
import { definitions } from "./scan-text.ts";

it("tells where a secret stands as the offsets of its group do", () => {
  const { rules } = compileRuleset(definitions);
  let compared = 0;
  for (const { definition, regexes } of rules)
    for (const { source, flags } of regexes)
      for (const [n, sample] of [...definition.examples, ...definition.counterexamples].entries()) {
        const text = expand(sample, n);
        const asked = new RegExp(source, `${flags.replace(/[dy]/g, "")}d`).exec(text);
        const found = new RegExp(source, flags.replace("y", "")).exec(text);
        const { secret } = asked?.indices?.groups ?? {};
        if (found === null || secret === undefined) continue;
        expect([definition.id, valueSpan(found)]).toEqual([definition.id, { start: secret[0], end: secret[1] }]);
        compared++;
      }
  expect(compared).toBeGreaterThan(rules.length);
});

it.each([
  ["key=(?<secret>a+)", true],
  ["key=(?<secret>a(?:b|c)[)|]*\\))(?![a;|(])(?<=b)\\b$", true],
  ["(?:key|name)[(]=(?<secret>a+)", true],
  ["key=(?<secret>a+);", false],
  ["key=(?<secret>a+)?", false],
  ["key=(?<secret>a+)|other", false],
  ["other|key=(?<secret>a+)", false],
  ["key=(?:(?<secret>a+))", false],
  ["key=(?<secret>a+)\\)", false],
  ["key=(?<name>a+)", false],
  ["key=\\(?<secret>", false],
  ["key=[(?<secret>]", false],
])("%s: %s", (pattern, ends) => {
  expect(endsInSecret(pattern)).toBe(ends);
});

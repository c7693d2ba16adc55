import { expect, test } from "vitest";
import { foreignRule } from "../../src/catalog/foreign/foreign-rule.ts";
import type { RuleDefinition } from "../../src/scan/rule.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { expand } from "../support/samples.ts";
import { FILE } from "./scan-text.ts";

const rule = (id: string, regex: string): RuleDefinition =>
  foreignRule({ id, title: id, provider: id, dialect: "re2", regex });

/** A clock by which every try takes two seconds. */
const slowClock = (): (() => number) => {
  let now = 0;
  return () => {
    now += 2000;
    return now;
  };
};

const scan = (rules: readonly RuleDefinition[], text: string) => {
  const scanner = createScanner({ ruleset: compileRuleset(rules), key: new Uint8Array(32), now: slowClock() });
  return [1, 2].map(() => {
    const document = scanner.open(FILE);
    document.push(Buffer.from(text));
    return document.end();
  });
};

test.each([
  ["with a keyword", "acme=([a-z]{16})", "acme="],
  ["that is swept", "=([a-z]{16})", "="],
])("a rule of others %s that takes too long is stopped in this document, and said", (_name, regex, start) => {
  const lines = Array.from(
    { length: 8 },
    (_, seed) => `${start}${expand("<lower:16>", seed)}\n${".".repeat(20_000)}\n`,
  );
  for (const { findings, skips } of scan([rule("acme", regex)], lines.join(""))) {
    expect(skips).toEqual([{ reason: "rule acme took more than 5 s: not looked for in the rest" }]);
    expect(findings.length).toBeLessThan(8);
    expect(findings.length).toBeGreaterThan(0);
  }
});

test("a rule of ours is not timed", () => {
  const { terms: _, ...ours } = rule("acme", "acme=([a-z]{16})");
  const text = Array.from({ length: 8 }, (_one, seed) => `acme=${expand("<lower:16>", seed)}\n`).join("");
  for (const { findings, skips } of scan([ours], text)) expect([findings.length, skips]).toEqual([8, []]);
});

import { describe, expect, test } from "vitest";
import { loadRunbooks } from "../../src/catalog/runbooks.ts";
import { expand } from "../support/samples.ts";
import { definitions, scanBytes, scanText } from "./scan-text.ts";

const SURROUNDINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `PORT=8080\n${text}\nDEBUG=false\n`,
  (text) => `${"lorem ipsum dolor sit amet, ".repeat(30)}\n${text}\n${"consectetur adipiscing elit ".repeat(30)}`,
];

const PUBLIC_PREFIXES: ReadonlySet<string> = new Set([
  "",
  ...definitions.flatMap(({ preview, keywords }) => [preview ?? "", ...keywords]).map((word) => word.toLowerCase()),
]);

/** Rules that found something: a secret, or the public half of one. */
const idsIn = (text: string): readonly string[] => {
  const { findings, halves = [] } = scanBytes(Buffer.from(text, "latin1"));
  return [...findings, ...halves].map(({ ruleId }) => ruleId);
};

/** Public halves of no vendor only count in a file with a secret. */
const beside = ({ completes }: (typeof definitions)[number]): string =>
  completes?.alike === true ? `log_password=${expand("<password>", 1)}\n` : "";

describe.each(definitions)("rule $id", (rule) => {
  test("finds its examples, under its own id", () => {
    for (const example of rule.examples)
      for (const [index, surround] of SURROUNDINGS.entries()) {
        const text = `${beside(rule)}${surround(expand(example, index))}`;
        expect(idsIn(text), `${example} (seed ${index})`).toContain(rule.id);
      }
  });

  test("does not take its counterexamples, of which it has two", () => {
    expect(rule.counterexamples.length).toBeGreaterThanOrEqual(2);
    for (const counterexample of rule.counterexamples)
      for (const seed of [0, 1, 2]) {
        expect(idsIn(`${beside(rule)}${expand(counterexample, seed)}\n`), counterexample).not.toContain(rule.id);
      }
  });

  test("shows at most the public prefix and four characters of its examples", () => {
    for (const example of rule.examples) {
      const text = expand(example, 5);
      for (const { preview, span } of scanText(text)) {
        const shown = preview.replace(/ \(\d+ characters\)$/, "").replace(/^•+/, "");
        const [head = "", tail = ""] = shown.split("…");
        const value = text.slice(span.start, span.end);
        expect(tail.length, example).toBeLessThanOrEqual(4);
        expect(PUBLIC_PREFIXES.has(head.toLowerCase()), `${example}: ${head}`).toBe(true);
        expect(head.length + tail.length).toBeLessThanOrEqual(value.length / 2 + 8);
      }
    }
  });
});

test("the rules are many, over many providers", () => {
  expect(definitions.length).toBeGreaterThanOrEqual(400);
  expect(new Set(definitions.map((rule) => rule.provider)).size).toBeGreaterThanOrEqual(250);
  expect(new Set(definitions.map((rule) => rule.id)).size).toBe(definitions.length);
});

test("every rule has a runbook that is there", async () => {
  const runbooks = await loadRunbooks("templates/runbooks", AbortSignal.timeout(30_000));
  for (const rule of definitions) expect([...runbooks.keys()], rule.id).toContain(rule.runbook);
});

test("every keyword stands in an example of its rule", () => {
  for (const rule of definitions) {
    const examples = rule.examples.map((example) => expand(example, 0).toLowerCase());
    for (const keyword of rule.keywords)
      expect(
        examples.some((example) => example.includes(keyword.toLowerCase())),
        `${rule.id}: ${keyword}`,
      ).toBe(true);
  }
});

test("a finding says the life and the overlap class of its kind, where the rule does", () => {
  for (const rule of definitions.filter(({ lifetime, overlap }) => lifetime !== undefined || overlap !== undefined)) {
    const finding = scanText(expand(rule.examples[0] as string, 0)).find(({ ruleId }) => ruleId === rule.id);
    expect({ lifetime: finding?.lifetime, overlap: finding?.overlap }, rule.id).toEqual({
      lifetime: rule.lifetime,
      overlap: rule.overlap,
    });
  }
});

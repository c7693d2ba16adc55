import { expect, test } from "vitest";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { expand } from "../support/samples.ts";
import { definitions } from "./scan-text.ts";

const rules = definitions.filter(
  ({ id }) => id.startsWith("generic-") || id.startsWith("aws-") || id.startsWith("github-"),
);
const input = { ruleset: compileRuleset(rules), key: Buffer.alloc(32, 7) };

/** Who watches is told of every candidate, so that none is recalled. */
const watched = createScanner({ ...input, observer: { dropped: () => {} } });
const scan = (text: string, scanner = createScanner(input)) => {
  const document = scanner.open({ kind: "file", path: "app/settings.env" });
  document.push(Buffer.from(text, "latin1"));
  return document.end();
};

const block = rules
  .flatMap(({ examples, counterexamples }) => [...counterexamples, ...counterexamples, ...examples])
  .map((sample, seed) => `${expand(sample, seed)}\n`)
  .join("");

test("what comes again and again in a text is found at each of its places, as where nothing is recalled", () => {
  const text = `${block.repeat(40)}DB_PASSWORD=Rk7-vTq2Lm9\n${block.repeat(10)}`;
  const { findings, skips } = scan(text);
  expect(findings).toEqual(scan(text, watched).findings);
  expect(skips).toEqual(scan(text, watched).skips);
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBeLessThan(findings.length / 10);
  const lines = findings.filter(({ fingerprint }) => fingerprint === findings[0]?.fingerprint).map(({ line }) => line);
  expect(new Set(lines).size).toBe(lines.length);
});

test("a value in surroundings that come again is told apart from those before it", () => {
  const tokens = Array.from({ length: 150 }, (_, seed) => expand("ghp_<base62:30><crc32>", seed + 5000));
  const lines = tokens.map((token) => `${"#".repeat(200)}\n${token}\n`);
  const found = new Set(
    scan(`${block.repeat(40).replaceAll("ghp_", "")}${lines.join("")}`).findings.map(({ preview }) => preview),
  );
  expect(tokens.filter((token) => ![...found].some((preview) => preview.includes(token.slice(-4))))).toEqual([]);
});

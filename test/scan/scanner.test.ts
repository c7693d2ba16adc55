import { expect, test } from "vitest";
import type { DocumentInfo } from "../../src/domain/finding.ts";
import { kernelModule } from "../../src/open-kernel.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { seeded } from "../support/random.ts";
import { expand } from "../support/samples.ts";
import { definitions, FILE, scanBytes, scanner, scanText } from "./scan-text.ts";

const TOKEN = "ghp_<base62:30><crc32>";

/** All examples in one document of about 700 KB, so that windows cross batches of the engine too. */
const everything = (): Buffer => {
  const examples = definitions.flatMap((rule) => rule.examples.map((example) => expand(example, 9)));
  const filler = "the quick brown fox jumps over the lazy dog\n".repeat(30);
  return Buffer.from(examples.join(`\n${filler}`), "latin1");
};

test("finds the same however the bytes are cut", () => {
  const bytes = everything();
  const whole = scanBytes(bytes);
  expect(whole.findings.length).toBeGreaterThan(definitions.length);
  for (const seed of [1, 2, 3]) {
    const random = seeded(`cut ${seed}`);
    const largest = [50, 5_000, 200_000][seed - 1]!;
    expect(scanBytes(bytes, FILE, () => Math.floor(random() * largest))).toEqual(whole);
  }
});

test("finds the same where bytes are searched without being copied, among others that would go on with them", () => {
  const ruleset = { ...compileRuleset(definitions), module: kernelModule() };
  const lending = createScanner({ ruleset, key: Buffer.alloc(32, 7) });
  const bytes = everything();
  const memory = lending.memory!.lend(bytes.length);
  const size = 100_003;
  let found = 0;
  for (let at = 0; at < bytes.length; at += size) {
    memory.set(bytes);
    const scan = lending.open(FILE);
    scan.push(memory.subarray(at, at + size), true);
    memory.fill(0x20);
    const result = scan.end();
    expect(result).toEqual(scanBytes(bytes.subarray(at, at + size)));
    found += result.findings.length;
  }
  expect(found).toBeGreaterThan(definitions.length);
});

test("finds a token at every place around the border of a batch", () => {
  for (let at = 128 * 1024 - 60; at < 128 * 1024 + 40; at++) {
    const text = `${"-".repeat(at)} ${expand(TOKEN, at)} ${"-".repeat(40_000)}`;
    const [finding] = scanText(text);
    expect(finding?.span).toEqual({ start: at + 1, end: at + 41 });
  }
});

test("gives spans in bytes and 1-based lines, also after bytes that are no text", () => {
  const token = expand(TOKEN, 1);
  const head = Buffer.from([0, 0xff, 0x0a, 0xc3, 0xa9, 0x0a, 0x0a, 0x20]);
  const { findings } = scanBytes(Buffer.concat([head, Buffer.from(token)]));
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ ruleId: "github-personal-access-token", span: { start: 8, end: 48 }, line: 4 });
});

test("counts lines that were forgotten long ago", () => {
  const text = `${"x\n".repeat(300_000)}${expand(TOKEN, 1)}`;
  expect(scanText(text)[0]?.line).toBe(300_001);
});

test("reads the structure of settings that are larger than a batch", () => {
  const secret = expand("<alnum:12>", 3);
  const filler = Array.from({ length: 20_000 }, (_unused, line) => `  option-${line}: on\n`).join("");
  const text = `settings:\n${filler}credentials:\n  user: deploy\n  password: ${secret}\n`;
  const config: DocumentInfo = { kind: "file", path: "srv/config.yaml" };
  expect(text.length).toBeGreaterThan(2 * 128 * 1024);
  const start = text.indexOf(secret);
  const span = { start, end: start + secret.length };
  expect(scanText(text, config)).toMatchObject([{ name: "credentials.password", line: 20_004, span }]);
  expect(scanBytes(Buffer.from(text), config, () => 5_000).findings).toEqual(scanText(text, config));
});

test("stores 200 findings of a rule and counts the others in a skip", () => {
  const lines = Array.from({ length: 250 }, (_unused, seed) => expand(TOKEN, seed));
  const { findings, skips } = scanBytes(Buffer.from(lines.join("\n")));
  expect(findings).toHaveLength(200);
  expect(skips).toEqual([
    { reason: "rule github-personal-access-token: 200 findings stored, 50 more matches counted" },
  ]);
});

test("scans several documents at once without mixing them", () => {
  const [a, b] = [scanner.open(FILE), scanner.open({ kind: "env", path: "Env[T]" })];
  const [first, second] = [expand(TOKEN, 1), expand(TOKEN, 2)];
  a.push(Buffer.from(first.slice(0, 20)));
  b.push(Buffer.from(`T=${second}`));
  a.push(Buffer.from(first.slice(20)));
  expect(a.end().findings).toHaveLength(1);
  expect(b.end().findings[0]).toMatchObject({ name: "T", span: { start: 2, end: 42 } });
});

test("damaged bytes never throw", () => {
  const random = seeded("damage");
  const bytes = everything();
  for (let round = 0; round < 4; round++) {
    const damaged = Buffer.from(bytes);
    for (let at = 0; at < damaged.length; at += 1 + Math.floor(random() * 120))
      damaged[at] = Math.floor(random() * 256);
    expect(Array.isArray(scanBytes(damaged).findings)).toBe(true);
  }
});

test("an empty document has no findings", () => {
  expect(scanner.open(FILE).end()).toEqual({ findings: [], halves: [], skips: [] });
});

test("no finding holds its value, in any field", () => {
  const bytes = everything();
  for (const finding of scanBytes(bytes).findings) {
    const value = bytes.toString("latin1", finding.span.start, finding.span.end);
    if (value.length >= 6) expect(JSON.stringify({ ...finding, title: "" }), finding.ruleId).not.toContain(value);
  }
});

test("the identity of a ruleset follows its content, not the order of its rules", () => {
  const id = compileRuleset(definitions).id;
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(compileRuleset(definitions.toReversed()).id).toBe(id);
  expect(compileRuleset(definitions.slice(1)).id).not.toBe(id);
});

test("the key of the case decides the fingerprint", () => {
  const other = createScanner({ ruleset: compileRuleset(definitions), key: Buffer.alloc(32, 8) });
  const scan = other.open(FILE);
  scan.push(Buffer.from(expand(TOKEN, 1)));
  const [finding] = scan.end().findings;
  const [ours] = scanText(expand(TOKEN, 1));
  expect(finding?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(finding?.fingerprint).not.toBe(ours?.fingerprint);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkGates } from "../../../src/catalog/check-gates.ts";
import type { DocumentInfo } from "../../../src/domain/finding.ts";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createGate, type Gate, openingAt, openingSoon } from "../../../src/scan/gate/gate.ts";
import { searchFor } from "../../../src/scan/kernel/keyword-limits.ts";
import { compileRuleset } from "../../../src/scan/ruleset.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { seeded } from "../../support/random.ts";
import { expand } from "../../support/samples.ts";
import { scratch } from "../../support/scratch.ts";
import { writeFiles } from "../../support/write-files.ts";
import { definitions } from "../scan-text.ts";

const { signal } = new AbortController();

const opening = (pattern: RegExp, text: string, { at = 0, before = 0, keyword = "key" } = {}): string =>
  openingAt(
    createGate({ regexes: [pattern], window: { before, after: 200 }, keywords: [keyword] }),
    Buffer.from(text, "latin1"),
    {
      at,
      end: text.length,
    },
  );

describe("a gate", () => {
  const cases: readonly [why: string, pattern: RegExp, text: string, told: string][] = [
    ["a match", /key-[a-f]{4}/y, "key-abcd", "open"],
    ["a letter that no match has", /key-[a-f]{4}/y, "key-abxd", "closed"],
    ["the other case", /key-[a-f]{4}/y, "KEY-abcd", "closed"],
    ["the other case of a pattern that takes both", /key-[a-f]{4}/iy, "KEY-ABCD", "open"],
    ["a text that ends too early", /key-[a-f]{4}/y, "key-abc", "closed"],
    ["an escape before the end of all matches", /key="[a-z]{4}/y, "key=\\u0022abcd", "escaped"],
    ["an escape behind it", /key="[a-z]{4}/y, "key:\\u0022abcd", "closed"],
    ["an escape after which nothing matches", /key="[a-z]{40}/y, `key=\\u0022abcd${"-".repeat(60)}`, "closed"],
    ["an escape that means itself", /key="[a-z]{4}/y, 'key=\\"abcd', "escaped"],
    ["one that stands where another byte must", /key="[a-z]{4}/y, "key=\\'abcd", "closed"],
    ["one that is escaped again", /key="[a-z]{4}/y, 'key=\\\\\\"abcd', "escaped"],
    ["an escape in an escape", /key="[a-z]{4}/y, "key=%2522abcd", "escaped"],
    ["what stands ahead is left to the pattern", /key=(?!abc)[a-z]{4}/y, "key=abcd", "open"],
    ["a long run", /key=[0-9a-f]{64}/y, `key=${"0".repeat(64)}`, "open"],
    ["a longer one, for which the pattern is asked", /key=[0-9a-f]{64}/y, `key=${"0".repeat(40)}x`, "open"],
    ["a match that reaches behind the window", /key=[0-9a-f]{300}!/y, `key=${"0".repeat(300)}!`, "closed"],
    ["a pattern of nothing", /(?:key)?/y, "xyz", "open"],
    ["the second letter of latin1", /k\xe9y=[a-z]{3}/iy, "K\xc9Y=abc", "open"],
    ["what a reference repeats", /key=(["'])[a-z]+\1/y, "key='abc'", "open"],
  ];
  test.each(cases)("%s", (_why, pattern, text, told) => expect(opening(pattern, text)).toBe(told));

  test("looks behind the keyword, where a match may begin before it", () => {
    const pattern = /[0-9]{3}:key:[A-Z]+/g;
    expect(opening(pattern, "123:key:ABC", { at: 4, before: 8 })).toBe("open");
    expect(opening(pattern, "12x:key:ABC", { at: 4, before: 8 })).toBe("closed");
    expect(opening(pattern, "123:key:123", { at: 4, before: 8 })).toBe("closed");
    expect(opening(pattern, "12\\x33:key:ABC", { at: 7, before: 8 })).toBe("escaped");
  });

  test("says the same where it goes on from what it knows of the text", () => {
    const regexes = [
      /key[^-]+(?:-(?!--)[^-]*)*-{3}end/y,
      /key[^!]{20}[^!]{0,48}[^!]{0,48}[^!]{0,48}[^!]{0,48}[^!]{0,48}@/y,
    ];
    const gates = regexes.map((regex) =>
      createGate({ regexes: [regex], window: { before: 0, after: 900 }, keywords: ["key"] }),
    );
    const long = ["key", "key", "a".repeat(30), "b".repeat(45), "c".repeat(9)];
    const part = fc.constantFrom(...long, "-", "---", "---end", "@", "%41");
    const told = (bytes: Buffer, place: Omit<Parameters<typeof openingAt>[2], "end">): readonly string[] =>
      gates.map((gate) => openingAt(gate, bytes, { ...place, end: bytes.length }));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 60 }), fc.nat(200), (parts, base) => {
        const bytes = Buffer.from(parts.join(""));
        const text = {};
        for (let at = bytes.indexOf("key"); at >= 0; at = bytes.indexOf("key", at + 1))
          expect(told(bytes, { at, base, text })).toEqual(told(bytes, { at }));
      }),
      { numRuns: 500 },
    );
  });

  test("does not take a walk for another one that has come from elsewhere", () => {
    const regexes = [/key[^!]{20}[^!]{0,48}[^!]{0,48}[^!]{0,48}[^!]{0,48}[^!]{0,48}!/y];
    const gate = createGate({ regexes, window: { before: 0, after: 900 }, keywords: ["key"] });
    const bytes = Buffer.from(`${"key".padEnd(34, "a")}key`.padEnd(290, "b").concat("!".padEnd(90, "c")));
    const place = { end: bytes.length, base: 0, text: {} };
    expect(openingAt(gate, bytes, { at: 0, ...place })).toBe("closed");
    expect(openingAt(gate, bytes, { at: 34, ...place })).toBe("open");
  });

  test("is made only for a keyword that is met often: until then every place is open", () => {
    const gate = createGate({ regexes: [/key-[a-f]{4}/y], window: { before: 0, after: 200 }, keywords: ["key"] });
    const ask = (): string => openingSoon(gate, Buffer.from("key-none"), { at: 0, end: 8 });
    const told = Array.from({ length: 1000 }, ask);
    expect([told[0], told.at(-1)]).toEqual(["open", "closed"]);
    expect(told.lastIndexOf("open")).toBeLessThan(told.indexOf("closed"));
  });
});

describe("with gates and the limits of keywords a scan finds what it finds without", () => {
  const compiled = compileRuleset(definitions);
  const withGates = (changed: Partial<Gate>) =>
    compiled.rules.map((rule) => ({
      ...rule,
      gate: { ...rule.gate, ...changed },
      gates: rule.gates.map((gate) => ({ ...gate, ...changed })),
    }));
  const always = withGates({ asked: Number.POSITIVE_INFINITY });
  const gated = { ...compiled, rules: always, module: kernelModule(), ...searchFor(compiled.rules) };
  const rules = withGates({ isMade: true });
  const key = Buffer.alloc(32, 7);
  const [fast, slow] = [gated, { ...compiled, rules }].map((ruleset) => createScanner({ ruleset, key }));
  const scan = (scanner: typeof fast, text: string, path: string) => {
    const open = scanner!.open({ kind: "file", path } satisfies DocumentInfo);
    open.push(Buffer.from(text, "latin1"));
    const { findings, halves } = open.end();
    return { findings, halves };
  };
  const samples = definitions.flatMap((rule) =>
    [...rule.examples, ...rule.counterexamples].map((example, seed) => expand(example, seed)),
  );
  const escaped: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => JSON.stringify(text),
    (text) => JSON.stringify(JSON.stringify({ text })),
    (text) => encodeURIComponent(text),
    (text) => text.replace(/["'<>&]/g, (char) => `&#${char.charCodeAt(0)};`),
    (text) => text.replace(/[^\w\n]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
    (text) => text.replace(/(.{30})/g, "$1\\\n"),
    (text) => text.replace(/(.{7})/g, "$1\\\r\n"),
  ];

  test("in every example and counterexample of the rules, however it is escaped", () => {
    for (const write of escaped)
      for (let at = 0; at < samples.length; at += 40) {
        const text = samples
          .slice(at, at + 40)
          .map(write)
          .join("\n\n");
        expect(scan(fast, text, "app/settings.py")).toEqual(scan(slow, text, "app/settings.py"));
      }
  });

  test("in examples that were cut, joined and changed", () => {
    const piece = fc
      .tuple(fc.nat(samples.length - 1), fc.nat(escaped.length - 1), fc.nat(), fc.nat())
      .map(([sample, way, from, size]) => {
        const text = escaped[way]!(samples[sample] as string);
        const start = from % 3 === 0 ? 0 : from % text.length;
        return text.slice(start, start + 1 + (size % 300));
      });
    const joint = fc.constantFrom("", "\n", "x", "%3D", " = ", "\\n", '"', "%", "&", "\\", "PASSWORD=", "token: ");
    const text = fc.array(fc.tuple(piece, joint), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.nat(), fc.constantFrom("a/.env", "a/b.js", "a/values.yaml"), (pieces, seed, path) => {
        const random = seeded(String(seed));
        const joined = pieces.flat().join("");
        const changed = joined.replace(/./g, (char) => (random() < 0.01 ? String.fromCharCode(random() * 256) : char));
        expect(scan(fast, changed, path)).toEqual(scan(slow, changed, path));
      }),
      { numRuns: 400 },
    );
  });
});

test("a rule of the package without a gate is an error that names its line", async () => {
  const folder = scratch();
  writeFiles(folder, {
    "odd.yml": [
      "rules:",
      "  - id: odd-token",
      "    title: Odd",
      "    provider: odd",
      "    keywords: [odd_]",
      "    pattern: '(?<secret>(?:odd_[a-z]{8})?)'",
      "    severity: high",
      "    runbook: generic",
      "    examples: ['odd_<lower:8>', 'odd_<lower:8> ']",
      "    counterexamples: ['even_']",
    ].join("\n"),
  });
  await expect(checkGates(folder, signal)).rejects.toThrow(/odd\.yml:\d+: rule odd-token/);
  await checkGates("rules", signal);
});

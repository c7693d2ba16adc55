import { beforeAll, describe, expect, test } from "vitest";
import type { Scanner } from "../../../src/domain/finding.ts";
import { kernelModule } from "../../../src/open-kernel.ts";
import type { RuleDefinition } from "../../../src/scan/rule.ts";
import { compileRuleset } from "../../../src/scan/ruleset.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { expand } from "../../support/samples.ts";
import { definitions, FILE } from "../scan-text.ts";

const wide = (text: string): Buffer => Buffer.from(text, "utf16le");
/** 16-bit numbers that are text by chance, in many runs of their own. */
const TABLE = Buffer.concat(Array.from({ length: 2000 }, (_, at) => wide(`${at}abcdefgh\u0f00\u1234`)));
const inTable = (text: string): Buffer => Buffer.concat([TABLE, wide(text), Buffer.from([1, 0xff, 0xff, 1]), TABLE]);
const PASSWORD = 'DB_PASSWORD="k9$Vq2-zz<digit:3>"';
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const anywhere: RuleDefinition = {
  id: "anywhere",
  title: "Four digits between stars",
  provider: "generic",
  keywords: [],
  pattern: "\\*(?<secret>[0-9a-f]{12})\\*",
  severity: "high",
  runbook: "generic",
  examples: [],
  counterexamples: [],
  terms: { sweep: true },
};

describe.each(["plain", "simd"])("a short text in UTF-16 among numbers, with the %s kernel", (id) => {
  const open = (rules: readonly RuleDefinition[]): Scanner => {
    const module = id === "simd" ? kernelModule() : undefined;
    return createScanner({ ruleset: { ...compileRuleset(rules), module }, key: Buffer.alloc(32, 7) });
  };
  const ruleIds = (scanner: Scanner, bytes: Buffer): readonly string[] => {
    const scan = scanner.open(FILE);
    scan.push(bytes);
    return scan.end().findings.map(({ ruleId }) => ruleId);
  };
  let scanner: Scanner;
  beforeAll(() => {
    scanner = open(definitions);
  });

  test("numbers alone are nothing", () => expect(ruleIds(scanner, TABLE)).toEqual([]));

  test.each([
    ["plain", expand(PASSWORD, 4)],
    ["in base64", base64(expand(PASSWORD, 4))],
    ["in an escape", expand(PASSWORD, 4).replace("PASS", "PA\\u0053S")],
  ])("a password that is %s is found", (_, text) =>
    expect(ruleIds(scanner, inTable(text))).toEqual(["generic-password"]),
  );

  test("a rule that has no keyword looks at it too", () =>
    expect(ruleIds(open([anywhere]), inTable("some *7f3a90c1d2e4* text"))).toEqual(["anywhere"]));
});

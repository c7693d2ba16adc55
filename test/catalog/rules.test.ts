import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { remarkText } from "../../src/catalog/foreign/rule-remark.ts";
import { loadRules, readRules } from "../../src/catalog/rules.ts";
import { UserError } from "../../src/domain/user-error.ts";

const RULE: Readonly<Record<string, string>> = {
  id: "acme-token",
  title: "Acme token",
  provider: "acme",
  keywords: "[acme_]",
  pattern: "'(?<secret>acme_[a-z]{8})'",
  severity: "high",
  runbook: "generic",
  examples: "['acme_<lower:8>', 'T=acme_<lower:8>']",
  counterexamples: "['acme_1']",
};

const yaml = (change: Readonly<Record<string, string | undefined>> = {}): string => {
  const fields = Object.entries({ ...RULE, ...change }).filter(([, value]) => value !== undefined);
  return `rules:\n${fields.map(([name, value], index) => `${index === 0 ? "  - " : "    "}${name}: ${value}\n`).join("")}`;
};

const directory = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "rules-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
};

const problem = async (...directories: readonly string[]): Promise<UserError> => {
  const error: unknown = await loadRules(directories, AbortSignal.timeout(5_000)).catch((cause: unknown) => cause);
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
  return error;
};

test.each([
  ["YAML syntax", "rules:\n  - id: [acme\n", 3, /./],
  ["an alias of nothing", "rules:\n  - *acme\n", 1, /alias/i],
  ["no list of rules", "rule: []\n", 1, /rules/],
  ["an unknown field", yaml({ kewords: "[x]" }), 2, /kewords/],
  ["a bad pattern", yaml({ pattern: "'(?<secret>acme_['" }), 6, /bad pattern/],
  ["a pattern without the group", yaml({ pattern: "'acme_[a-z]{8}'" }), 6, /no group named secret/],
  ["a keyword that cannot occur", yaml({ keywords: "[acme_, other]" }), 5, /keyword other cannot occur/],
  ["no keyword", yaml({ keywords: "[]" }), 5, /keyword/],
  ["one example", yaml({ examples: "['acme_<lower:8>']" }), 9, /2 examples/],
  ["no counterexample", yaml({ counterexamples: "[]" }), 10, /counterexample/],
  ["an unknown structure", yaml({ structure: "nope" }), 11, /no structure nope/],
  ["an unknown runbook", yaml({ runbook: "nope" }), 8, /runbook/],
  ["a window that is too large", yaml({ window: "{ after: 99999 }" }), 11, /window/],
  ["a missing field", yaml({ severity: undefined }), 2, /severity/],
])("%s is said with file and line", async (_name, text, line, message) => {
  const path = await directory({ "acme.yml": text });
  const error = await problem(path);
  expect(error.code).toBe("RULE_INVALID");
  expect(error.message.startsWith(`${join(path, "acme.yml")}:${line}: `), error.message).toBe(true);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("\n");
  expect(error.hint).not.toBe("");
});

test("the same id in two files of a directory is an error that names both", async () => {
  const path = await directory({ "a.yml": yaml(), "b.yml": yaml() });
  const error = await problem(path);
  expect(error.message).toContain(`${join(path, "b.yml")}:2: `);
  expect(error.message).toContain(`${join(path, "a.yml")}:2`);
});

test("a later directory overrides a rule of the same id", async () => {
  const first = await directory({ "a.yml": yaml() });
  const second = await directory({ "mine.yml": yaml({ title: "Mine" }), "notes.txt": "ignored" });
  const rules = await loadRules([first, second], AbortSignal.timeout(5_000));
  expect(rules.map((rule) => rule.title)).toEqual(["Mine"]);
});

test("a pattern of somebody's own that may take for ever is said, and left out", async () => {
  const first = await directory({ "a.yml": yaml() });
  const second = await directory({ "mine.yml": yaml({ id: "mine", pattern: "'(?<secret>acme_([a-z]+)+x)'" }) });
  const { rules, remarks } = await readRules([first, second], AbortSignal.timeout(5_000));
  expect(rules.map(({ id }) => id)).toEqual(["acme-token"]);
  expect(remarks.map(remarkText)).toEqual([
    expect.stringMatching(/mine\.yml:2: rule mine: not used: may take for ever/),
  ]);
});

test("a directory that is not there is one clear line", async () => {
  const error = await problem("/nonexistent/rules");
  expect(error.message).toContain("/nonexistent/rules");
});

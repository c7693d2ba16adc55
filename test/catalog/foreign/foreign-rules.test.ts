import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { remarkText } from "../../../src/catalog/foreign/rule-remark.ts";
import { readRules } from "../../../src/catalog/rules.ts";
import type { RuleDefinition } from "../../../src/scan/rule.ts";
import { compileRuleset } from "../../../src/scan/ruleset.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { expand } from "../../support/samples.ts";
import { scratch } from "../../support/scratch.ts";

const load = async (files: Readonly<Record<string, string>>, ...ours: readonly string[]) => {
  const folder = scratch();
  mkdirSync(join(folder, "base"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const loaded = await readRules([...ours, folder], AbortSignal.timeout(10_000));
  const remarks = loaded.remarks.map((remark) => remarkText(remark).replace(`${folder}/`, ""));
  return { rules: loaded.rules, remarks, find: finder(loaded.rules) };
};

/** `rule:line:value` of what the rules find. */
const finder = (rules: readonly RuleDefinition[]) => {
  const kept: string[] = [];
  const scanner = createScanner({
    ruleset: compileRuleset(rules),
    key: new Uint8Array(32),
    observer: { kept: ({ finding, value }) => void kept.push(`${finding.ruleId}:${finding.line}:${value}`) },
  });
  return (text: string, path = "app/settings", size = text.length): readonly string[] => {
    kept.length = 0;
    const document = scanner.open({ kind: "file", path });
    const bytes = Buffer.from(text, "latin1");
    for (let at = 0; at < bytes.length; at += Math.max(1, size))
      document.push(bytes.subarray(at, at + Math.max(1, size)));
    document.end();
    return [...kept];
  };
};

const rule = (fields: string): string => `[[rules]]\nid = "acme"\ndescription = "Acme"\n${fields}\n`;
const HEX = expand("<hex:32>", 1);
const ID = expand("<lower:16>", 2);

describe("rules of gitleaks", () => {
  test("take their group, the first that is not empty, or all", async () => {
    const { find, remarks } = await load({
      "a.toml": rule("regex = '''acme(=)([a-z]{16})'''\nsecretGroup = 2"),
      "b.toml":
        "[[rules]]\nid='b'\nregex='''bone(?:=([a-z]{16})|:([a-z]{16}))'''\n[[rules]]\nid='c'\nregex='''cone=[a-z]{16}'''\n",
    });
    expect(find(`acme=${ID}\nbone:${ID}\ncone=${ID}\n`)).toEqual([`acme:1:${ID}`, `b:2:${ID}`, `c:3:cone=${ID}`]);
    expect(remarks).toEqual([]);
  });

  test("count only in documents with one of their keywords, wherever it stands", async () => {
    const { find } = await load({ "a.toml": rule("regex = '''\\b[a-f0-9]{32}\\b'''\nkeywords = [\"Zork\"]") });
    expect(find(`${HEX}\n${"x\n".repeat(200_000)}zORK\n`)).toEqual([`acme:1:${HEX}`]);
    expect(find(`zork ${HEX}`)).toEqual([`acme:1:${HEX}`]);
    expect(find(`${HEX}\n`)).toEqual([]);
  });

  test("without keywords and fixed text are tried everywhere, however the bytes are cut", async () => {
    const { find, remarks } = await load({ "a.toml": rule("regex = '''\\b[A-Z]{4}[0-9]{4}[A-Z]{4}[0-9]{4,}\\b'''") });
    expect(remarks).toEqual([expect.stringMatching(/^a\.toml:1: rule acme: .*tried at every place, which is slow/)]);
    const value = expand("<upper:4><digit:4><upper:4><digit:4>", 5);
    // A batch of the scanner is 128 KiB; then it goes on with what its end may still need.
    fc.assert(
      fc.property(fc.integer({ min: 110_000, max: 150_000 }), fc.integer({ min: 1, max: 300_000 }), (at, size) => {
        const text = `${value} ${".".repeat(at)} ${value} ${".".repeat(150_000)}`;
        expect(find(text, "a", size)).toEqual([`acme:1:${value}`, `acme:1:${value}`]);
      }),
      { numRuns: 100 },
    );
  });

  test("look at the paths they name only", async () => {
    const { find } = await load({ "a.toml": rule("regex = '''acme=([a-z]{16})'''\npath = '''(?i)\\.ENV$'''") });
    expect([find(`acme=${ID}`, "a/.env"), find(`acme=${ID}`, "a/b.txt")]).toEqual([[`acme:1:${ID}`], []]);
  });

  test("ask for their entropy", async () => {
    const { find } = await load({ "a.toml": rule("regex = '''acme=([a-z]+)'''\nentropy = 3") });
    expect([find("acme=ababababcdcdcdcd"), find("acme=qwzrtpsdfghkmnvx").length]).toEqual([[], 1]);
  });

  test.each([
    ["regexes = ['''^x''']", "acme=x", "acme=y"],
    ["regexTarget = 'match'\nregexes = ['''^acme:''']", "acme:", "acme="],
    ["regexTarget = 'line'\nregexes = ['''(?i)Not a secret''']", "# not a secret: acme=", "acme="],
    ["paths = ['''settings$''']\ncondition = 'AND'\nregexes = ['''^x''']", "acme=x", "acme=y"],
    ["stopwords = ['DUMMY']", "acme=dummy", "acme=y"],
  ])("leave out what an allow list names: %s", async (list, allowed, found) => {
    for (const header of ["[rules.allowlist]", "[[rules.allowlists]]"]) {
      const { find } = await load({ "a.toml": rule(`regex = '''acme[=:]([a-z]{16,24})'''\n${header}\n${list}`) });
      expect(find(`${allowed}${ID}`)).toEqual([]);
      expect(find(`${found}${ID}`)).toHaveLength(1);
    }
  });

  test("AND of an allow list needs every kind", async () => {
    const list = "[[rules.allowlists]]\ncondition = 'AND'\npaths = ['''other''']\nregexes = ['''.''']";
    const { find } = await load({ "a.toml": rule(`regex = '''acme=([a-z]{16})'''\n${list}`) });
    expect([find(`acme=${ID}`), find(`acme=${ID}`, "other")]).toEqual([[`acme:1:${ID}`], []]);
  });

  test("lists for all rules hold for ours only with useDefault", async () => {
    const token = expand("ghp_<base62:30><crc32>", 3);
    const list = "[[allowlists]]\npaths = ['''^fix/''']\n[[allowlists]]\ntargetRules = ['acme']\nstopwords = ['aa']\n";
    const own = rule("regex = '''acme=([a-z]{16,18})'''");
    const apart = await load({ "a.toml": `${list}${own}` }, "rules");
    const joined = await load({ "a.toml": `[extend]\nuseDefault = true\n${list}${own}` }, "rules");
    expect(apart.find(`t ${token} acme=${ID}`, "fix/a")).toEqual([`github-personal-access-token:1:${token}`]);
    expect(joined.find(`t ${token} acme=${ID}`, "fix/a")).toEqual([]);
    expect(joined.find(`t ${token} acme=aa${ID}`, "a")).toEqual([`github-personal-access-token:1:${token}`]);
  });

  test("extend takes a file beside it, disables rules and adds lists to them", async () => {
    const base = `${rule("regex = '''acme=([a-z]{16})'''")}[[rules]]\nid = 'bone'\nregex = '''bone=([a-z]{16})'''\n[[rules]]\nid = 'cone'\nregex = '''cone=([a-z]{16})'''\n`;
    const top =
      "[extend]\npath = 'base/b.toml'\ndisabledRules = ['bone', 'nope']\n[[rules]]\nid = 'cone'\n[[rules.allowlists]]\npaths = ['''settings''']\n";
    const { find, remarks } = await load({ "base/b.toml": base, "a.toml": top });
    expect(find(`acme=${ID} bone=${ID} cone=${ID}`)).toEqual([`acme:1:${ID}`]);
    expect(find(`cone=${ID}`, "elsewhere")).toEqual([`cone:1:${ID}`]);
    expect(remarks).toEqual([expect.stringMatching(/^a\.toml:1: disabledRules: no rule has the id nope \(/)]);
  });

  test("what has no form here is one line with its place, and the others load", async () => {
    const { remarks, rules } = await load({
      "a.toml": [
        rule("regex = '''(a+)+b'''"),
        "[[rules]]\nid = 'file'\npath = '''\\.p12$'''",
        "[[rules]]\nid = 'ref'\nregex = '''(k)\\1'''",
        "[[rules]]\nid = 'near'\nregex = '''near=([a-z]{16})'''\n[[rules.required]]\nid = 'acme'",
        "[[rules]]\nid = 'commit'\nregex = '''commit=([a-z]{16})'''\n[rules.allowlist]\ncommits = ['abc']",
        "[[rules]]\nid = 'good'\nregex = '''good=([a-z]{16})'''",
        "[[rules]]\nregex = '''x'''",
        "[extend]\npath = 'nowhere.toml'",
      ].join("\n"),
    });
    expect(rules.map(({ id }) => id)).toEqual(["commit", "good", "near"]);
    expect(rules.find(({ id }) => id === "near")?.confidence).toBe("low");
    expect(remarks).toEqual([
      expect.stringMatching(/^a\.toml:1: rule acme: not used: may take for ever .*\(.+\)$/),
      expect.stringMatching(/^a\.toml:6: rule file: not used: it has a path and no regex/),
      expect.stringMatching(/^a\.toml:9: rule ref: not used: a reference to a group/),
      expect.stringMatching(/^a\.toml:12: rule near: what it requires near by is not looked for/),
      expect.stringMatching(/^a\.toml:17: rule commit: commits of an allow list are ignored/),
      expect.stringMatching(/^a\.toml:25: not used: id: /),
      expect.stringMatching(/^a\.toml:1: extend\.path cannot be read: nowhere\.toml/),
    ]);
  });

  test("a file that is no TOML is an error with its line", async () => {
    await expect(load({ "a.toml": "[[rules]]\nid = 'a'\nregex = \n" })).rejects.toThrow(/a\.toml:3: /);
  });
});

const kingfisher = (fields: string): string =>
  `rules:\n  - name: Acme key\n    id: kingfisher.acme.1\n    pattern: |\n      (?xi)\n      acme  # the name\n      (?:.|[\\n\\r]){0,8}?\n      (\n        [a-z0-9]{16}\n      )\n      \\b\n${fields}`;

describe("rules of Kingfisher", () => {
  test("are read in their free spacing", async () => {
    const { find, remarks, rules } = await load({ "a.yml": kingfisher("    min_entropy: 2\n    confidence: low\n") });
    expect(find(`ACME: "${ID}"`)).toEqual([`kingfisher.acme.1:1:${ID}`]);
    expect(rules[0]).toMatchObject({ provider: "acme", confidence: "low", title: "Acme key" });
    expect(remarks).toEqual([]);
  });

  test("are never validated, which is said once", async () => {
    const { find, remarks } = await load({
      "a.yml": kingfisher(
        "    validation:\n      type: AWS\n    depends_on_rule:\n      - rule_id: kingfisher.acme.2\n",
      ),
    });
    expect(find(`acme ${ID}`)).toHaveLength(1);
    expect(remarks).toEqual([
      "a.yml:1: 1 validations and revocations are left out, 1 rules stand without those they depend on (exhume asks no provider)",
    ]);
  });

  test("ask for their characters", async () => {
    const needs = "    pattern_requirements:\n      min_digits: 2\n      ignore_if_contains: [TEST]\n";
    const { find } = await load({ "a.yml": kingfisher(needs) });
    const digits = expand("<lower:14>42", 4);
    expect(find(`acme ${ID}`)).toEqual([]);
    expect(find(`acme ${digits}`)).toEqual([`kingfisher.acme.1:1:${digits}`]);
    expect(find("acme qwtestrzpsdfgh42")).toEqual([]);
  });

  test("whose examples do not match are said, hidden ones are left out", async () => {
    const { remarks, rules } = await load({
      "a.yml": kingfisher(
        `    examples:\n      - acme ${ID}\n      - nothing\n    negative_examples:\n      - acme ${HEX.slice(16)}\n`,
      ),
      "b.yml": kingfisher("    visible: false\n").replace("acme.1", "acme.2"),
    });
    expect(rules.map(({ id }) => id)).toEqual(["kingfisher.acme.1"]);
    expect(remarks).toEqual([
      "a.yml:2: rule kingfisher.acme.1: 1 of 2 examples are not found; 1 of 1 negative examples are found (the rule is used as it is)",
      "b.yml:2: rule kingfisher.acme.2: not used: it only serves other rules (visible: false)",
    ]);
  });
});

test("aliases that stand for gigabytes are an error", async () => {
  const lines = Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(n === 0 ? 0 : 9)} x]\n`);
  await expect(load({ "a.yml": `${lines.join("")}${kingfisher("    extra: *a11\n")}` })).rejects.toThrow(
    /a\.yml:1: too many/,
  );
});

test("a single file is taken, and the same id replaces ours", async () => {
  const folder = scratch();
  const file = join(folder, "rules-of-mine");
  writeFileSync(file, "[[rules]]\nid = 'github-personal-access-token'\nregex = '''mine=([a-z]{16})'''\n");
  const { rules } = await readRules(["rules", file], AbortSignal.timeout(10_000));
  expect(rules.find(({ id }) => id === "github-personal-access-token")?.pattern).toContain("mine");
});

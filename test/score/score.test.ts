import { describe, expect, it } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import best from "./best.json" with { type: "json" };
import { CORPUS_NAMES, type Corpus, hasCorpora, readCorpus } from "./corpus.ts";
import { better, figuresOf, regressions } from "./figures.ts";
import { missesText } from "./misses-text.ts";
import { scoreCorpus } from "./score-corpus.ts";
import { touches } from "./touches.ts";

const rules = await loadRules(["rules"], AbortSignal.timeout(30_000));

describe.skipIf(!hasCorpora())("the labelled corpora", () => {
  it.each(CORPUS_NAMES)("%s is found as well as ever (npm run score shows how well)", async (name) => {
    const now = figuresOf(await scoreCorpus(readCorpus(name), rules));
    expect(regressions(name, now, { best: best[name] })).toEqual([]);
  });
});

const CORPUS: Corpus = {
  corpus: "small",
  closed: true,
  labels: [
    { file: "a.env", label: "T", kind: "password", secret: "k9#Qm2xV!t7", line: 1 },
    { file: "a.env", label: "T", kind: "nowhere", secret: "u2!mmZ7q#x9P", line: 9 },
    { file: "b.env", label: "F", kind: "open", unit: "file" },
    { file: "c.env", label: "F", kind: "clean", unit: "file" },
    { file: "d.env", label: "F", kind: "typed", unit: "file" },
  ],
  files: {
    "a.env": "DB_PASSWORD=k9#Qm2xV!t7\n",
    "b.env": "DB_PASSWORD=w3$Rn5yB!p2\n",
    "c.env": "DB_PASSWORD=changeme\n",
    "d.env": "API_KEY=abcdef1234567890abcdef1234567890\n",
  },
};

describe("a score", () => {
  it("counts labels found, negatives hit, and findings that touch no label", async () => {
    const score = await scoreCorpus(CORPUS, rules);
    expect(score).toMatchObject({
      positives: 2,
      found: 1,
      negatives: 3,
      negativesHit: 2,
      contradicted: 0,
      sure: { found: 1, negativesHit: 1 },
      findings: 3,
      falseFindings: 2,
    });
    expect(score.missed.map(({ kind }) => kind)).toEqual(["nowhere"]);
  });

  it("says of a negative that another label asks for its value", async () => {
    const both: Corpus = {
      ...CORPUS,
      labels: [...CORPUS.labels, { file: "e.env", label: "F", kind: "typed" }].map((label) => ({
        ...label,
        ...(label.file === "e.env" ? { secret: "k9#Qm2xV!t7", line: 1 } : {}),
      })) as Corpus["labels"],
      files: { ...CORPUS.files, "e.env": "DB_PASSWORD=k9#Qm2xV!t7\n" },
    };
    expect(await scoreCorpus(both, rules)).toMatchObject({ negativesHit: 3, contradicted: 1 });
  });

  it("tells misses by kind and shape, never by value", async () => {
    const text = missesText("leaky-repo", CORPUS, { score: await scoreCorpus(CORPUS, rules) });
    expect(text).toContain("nowhere: 1");
    expect(text).toContain("a0!aaA0a#a0A");
    for (const { secret = "-" } of CORPUS.labels.filter(({ secret }) => secret)) expect(text).not.toContain(secret);
  });
});

describe("a finding counts for a label", () => {
  const label = { file: "a", label: "T", kind: "x" } as const;
  const hit = (value: string, line = 3) => ({ ruleId: "r", value, line });
  it.each([
    { value: "abcdefgh", secret: "--abcdefgh--------------", counts: true },
    { value: "abcdefg", secret: "--abcdefg---------------", counts: false },
    { value: "abcdef", secret: "abcdefghij", counts: true },
    { value: "abcde", secret: "abcdefghij", counts: false },
    { value: "xx abcdefgh", secret: "abcdefgh", counts: true },
    { value: "abcd\n  efgh", secret: "abcd efgh", counts: true },
    { value: "ab", secret: "ab", counts: true },
  ])("$value for $secret: $counts", ({ value, secret, counts }) => {
    expect(touches(hit(value), { ...label, secret })).toBe(counts);
  });

  it("by its line when the label has no value, by its file when that is the unit", () => {
    expect([2, 3, 4, 5].map((line) => touches(hit("a\nb"), { ...label, line }))).toEqual([false, true, true, false]);
    expect(touches(hit("a"), { ...label, line: 1, end_line: 3 })).toBe(true);
    expect(touches(hit("a"), { ...label, unit: "file" })).toBe(true);
  });
});

describe("the best so far", () => {
  const kept = { found: 10, negativesHit: 3, falseFindings: 2 };
  it("is missed by more than one label only", () => {
    const name = "leaky-repo";
    expect(regressions(name, { found: 9, negativesHit: 4, falseFindings: 3 }, { best: kept })).toEqual([]);
    expect(regressions(name, { found: 8, negativesHit: 5, falseFindings: 4 }, { best: kept })).toHaveLength(3);
  });

  it("never gets worse when it is kept", () => {
    expect(better({ found: 12, negativesHit: 4, falseFindings: 5 }, kept)).toEqual({
      found: 12,
      negativesHit: 3,
      falseFindings: 2,
    });
  });
});

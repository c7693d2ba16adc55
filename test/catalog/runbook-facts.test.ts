import { describe, expect, it } from "vitest";
import type { RuleDefinition } from "../../src/scan/rule.ts";
import { definitions, scanBytes } from "../scan/scan-text.ts";
import { RUNBOOKS } from "../support/report.ts";
import { expand } from "../support/samples.ts";

/** What the plan adds to the facts of a secret. */
const PLANNED = ["secretId", "leadId", "since", "until", "hashedToken"];

/** What structures read out of values of a kind that no example has. */
const RARE: Readonly<Record<string, readonly string[]>> = {
  "aws-ecr-login": ["expiresAt"],
  "azure-sas": ["policy"],
  gitlab: ["group", "project"],
  jwt: ["kid", "aud"],
  "pgp-key": ["keyId", "pgpFingerprint"],
  kubernetes: ["serviceAccount", "secret", "pod"],
  pypi: ["projects"],
  vault: ["namespace"],
};

/** Facts that a scan of the examples of the rule tells, and those that another rule completes it with. */
const factsOf = (rule: RuleDefinition): readonly string[] => {
  const scans = rule.examples.map((example) => scanBytes(Buffer.from(expand(example, 1), "latin1")));
  const told = scans.flatMap(({ findings, halves = [] }) => [...findings, ...halves]);
  const completing = definitions.filter(({ completes }) => completes?.rules.some((one) => isRule(one, rule.id)));
  return [
    ...told.filter(({ ruleId }) => ruleId === rule.id).flatMap(({ facts }) => Object.keys(facts)),
    ...completing.flatMap(({ completes }) => completes?.fact ?? []),
  ];
};

const isRule = (rule: string, id: string): boolean => (rule.startsWith("*") ? id.endsWith(rule.slice(1)) : rule === id);

const GIVEN = new Map(definitions.map((rule) => [rule, factsOf(rule)]));
const givenTo = (runbook: string): readonly string[] =>
  [...GIVEN].flatMap(([rule, facts]) => (rule.runbook.replace(/-[a-e]$/, "") === runbook ? facts : []));

describe("the facts that a runbook names", () => {
  it.each([...RUNBOOKS.values()])("$id: are those that its rules tell", ({ id, refines = [], ...runbook }) => {
    const known = new Set([id, ...refines.map((one) => one.runbook)].flatMap(givenTo).concat(PLANNED, RARE[id] ?? []));
    const named = [...JSON.stringify(runbook).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = ""]) => name);
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });
});

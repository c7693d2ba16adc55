import { IMPORTED, type ImportedFinding } from "../domain/imported.ts";
import { fingerprint, sealHash } from "../scan/fingerprint.ts";
import { GENERIC_PROVIDER, type RuleDefinition } from "../scan/rule.ts";
import type { Ruleset } from "../scan/ruleset.ts";
import type { DescribedSecret } from "../store/known-secrets.ts";

export type IdentifiedSecret = Omit<DescribedSecret, "now">;

/** Providers that our rules know, with the runbook of the first rule of each. */
export type Providers = ReadonlyMap<string, string>;

interface Identity {
  /** Of the case. */
  readonly key: Uint8Array;
  readonly providers: Providers;
}

/** A value that no rule of ours knows: its bytes are its identity, as those of a password in a file are. */
export function unknownValue(value: string, finding: ImportedFinding, { key, providers }: Identity): IdentifiedSecret {
  const bytes = latin1(value);
  const print = fingerprint(key, bytes);
  return {
    fingerprint: print,
    sealedHash: sealHash({ key, fingerprint: print }, bytes),
    about: {
      ...aboutOf(finding, providers),
      confidence: finding.active === true ? "high" : "medium",
      preview: `${"•".repeat(8)} (${bytes.length} characters)`,
      reasons: [`found by ${finding.tool}; no rule of exhume knows it`],
    },
  };
}

/** Its identity is made of tool, rule and place, behind a byte that stands in no fingerprint of a value. */
export function placeOnly(finding: ImportedFinding, { key, providers }: Identity): IdentifiedSecret {
  const { tool, rule, place } = finding;
  const where = Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: fingerprint(key, `\0place of an import\0${latin1(JSON.stringify([tool, rule, where]))}`),
    sealedHash: "",
    about: {
      ...aboutOf(finding, providers),
      confidence: "medium",
      preview: "(no value was told)",
      reasons: [`found by ${tool}, which told its place and no value: it cannot be matched with other secrets`],
    },
  };
}

function aboutOf({ tool, rule, severity = "high" }: ImportedFinding, providers: Providers) {
  const provider = providerOf(rule, providers);
  return {
    ruleId: `${IMPORTED}${tool}:${rule}`,
    provider,
    title: `${rule} (rule of ${tool})`,
    severity,
    runbook: providers.get(provider) ?? "generic",
    validity: "unknown",
    facts: {},
  } as const;
}

/** The longest start of the name that is a provider: `slack-webhook` is slack's. */
export function providerOf(rule: string, providers: Providers): string {
  const parts = words(rule).split("-");
  for (let count = parts.length; count > 0; count--) {
    const start = parts.slice(0, count).join("-");
    if (providers.has(start)) return start;
  }
  return GENERIC_PROVIDER;
}

export const providersOf = ({ rules }: Ruleset): Providers => {
  const runbooks = new Map<string, string>();
  for (const { definition } of rules) remember(definition, runbooks);
  return runbooks;
};

const remember = ({ provider, runbook, completes }: RuleDefinition, runbooks: Map<string, string>): void => {
  if (completes === undefined && !runbooks.has(provider)) runbooks.set(provider, runbook);
};

/** `kingfisher.github.1`, `AWS`, `SlackWebhook` and `github-pat` as words with dashes. */
export const words = (rule: string): string =>
  rule
    .replace(/^kingfisher\.|\.\d+$/g, "")
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** The bytes of a text as the scanner sees them. */
export const latin1 = (text: string): string => Buffer.from(text).toString("latin1");

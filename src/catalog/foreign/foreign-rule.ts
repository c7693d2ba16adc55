import type { Confidence } from "../../domain/finding.ts";
import { GENERIC_PROVIDER, type RuleDefinition, type RuleTerms } from "../../scan/rule.ts";
import type { Dialect } from "../dialect/pattern.ts";
import { translatePattern, translateTest } from "../dialect/translate.ts";
import { RUNBOOKS } from "../rule-schema.ts";

/** A rule of another tool, as far as all of them agree. */
export interface ForeignRule {
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  readonly dialect: Dialect;
  readonly regex: string;
  readonly secretGroup?: number | undefined;
  readonly entropy?: number | undefined;
  /** By default high when the secret begins with fixed text, else medium. */
  readonly confidence?: Confidence | undefined;
  /** One of them must stand in the document. */
  readonly keywords?: readonly string[] | undefined;
  /** Pattern of the paths that are looked at. */
  readonly path?: string | undefined;
  readonly characters?: RuleTerms["characters"];
}

/** Shorter words stand in every document, longer ones the prefilter does not take. */
const [SHORTEST_WORD, LONGEST_WORD] = [3, 64];

/** Our form of the rule. It is tried at every place when no text is certain in it. Throws PatternProblem. */
export const foreignRule = (rule: ForeignRule): RuleDefinition => {
  const { dialect, path, characters, confidence, entropy } = rule;
  const translated = translatePattern({ source: rule.regex, dialect, secretGroup: rule.secretGroup });
  const { keywords, pattern, window, prefixed } = translated;
  const documentWords = neededWords(rule.keywords ?? [], keywords ?? []);
  const terms: RuleTerms = {
    timed: true,
    ...(keywords === undefined ? { sweep: true as const } : {}),
    ...(path === undefined ? {} : { path: translateTest(path, dialect) }),
    ...(documentWords === undefined ? {} : { documentWords }),
    ...(characters === undefined ? {} : { characters }),
  };
  return {
    id: rule.id,
    title: rule.title,
    provider: rule.provider,
    keywords: keywords ?? [],
    pattern,
    window,
    ...(entropy === undefined ? {} : { entropy }),
    severity: "high",
    confidence: confidence ?? (prefixed ? "high" : "medium"),
    runbook: RUNBOOKS.find((runbook) => runbook === rule.provider) ?? "generic",
    // What stands at the start of a value by chance is not public.
    ...(prefixed ? {} : { preview: "" }),
    examples: [],
    counterexamples: [],
    terms,
  };
};

/** Undefined when every match holds one of them anyway, or one is too short to tell documents apart. */
const neededWords = (words: readonly string[], certain: readonly string[]): readonly string[] | undefined => {
  const lower = words.map((word) => word.toLowerCase());
  if (lower.length === 0) return undefined;
  if (certain.length > 0 && certain.every((text) => lower.some((word) => text.includes(word)))) return undefined;
  const plain = lower.map((word) => longest(word.match(/[a-z0-9 _:./=+-]+/g) ?? []));
  return plain.some((word) => word.length < SHORTEST_WORD) ? undefined : [...new Set(plain)];
};

const longest = (words: readonly string[]): string =>
  words.reduce((best, word) => (word.length > best.length ? word : best), "").slice(0, LONGEST_WORD);

/** `aws-access-token` -> `aws`, `generic-api-key` -> the provider of rules that know no vendor. */
export const providerOf = (id: string): string => {
  const first = id.toLowerCase().match(/[a-z0-9]+/)?.[0] ?? "other";
  return first.startsWith("generic") ? GENERIC_PROVIDER : first;
};

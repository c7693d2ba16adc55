import type { RuleAllow, RuleDefinition } from "../../scan/rule.ts";
import { PatternProblem } from "../dialect/pattern.ts";
import { foreignRule, providerOf } from "./foreign-rule.ts";
import { readAllow } from "./gitleaks-allow.ts";
import { type GitleaksRule, gitleaksRule } from "./gitleaks-schema.ts";
import type { RuleRemark } from "./rule-remark.ts";
import { withAllow } from "./rule-source.ts";

export interface ReadRule {
  readonly id: string;
  /** Undefined when it has no pattern, or is not used. */
  readonly rule: RuleDefinition | undefined;
  /** Its allow lists; those of a rule without a pattern are for the rule of the same id. */
  readonly lists: readonly RuleAllow[];
  readonly remarks: readonly RuleRemark[];
}

interface At {
  readonly file: string;
  readonly line: number;
}

const KNOWN = new Set(Object.keys(gitleaksRule.shape).concat("tags", "validate"));

/** One rule of a gitleaks file; what is left out of it is one remark. */
export const readGitleaksRule = (raw: unknown, at: At): ReadRule => {
  const parsed = gitleaksRule.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = `${issue?.path.join(".") || "the rule"}: ${issue?.message ?? "cannot be read"}`;
    return { id: "", rule: undefined, lists: [], remarks: [{ ...at, problem, hint: "correct the rule", lost: true }] };
  }
  const { data } = parsed;
  const read = [...(data.allowlist ?? []), ...(data.allowlists ?? [])].map((allow) => readAllow(allow, at.file));
  const lists = read.flatMap(({ list }) => list ?? []);
  const remark = (problem: string, hint: string, lost: boolean): RuleRemark => ({
    ...at,
    rule: data.id,
    problem,
    hint,
    lost,
  });
  const without = (problem: string, hint: string): ReadRule => ({
    id: data.id,
    rule: undefined,
    lists: [],
    remarks: [remark(problem, hint, true)],
  });
  if (data.skipreport === true) return without("skipReport: it only serves other rules", "remove the field to use it");
  if (data.regex === undefined)
    return data.path === undefined
      ? { id: data.id, rule: undefined, lists, remarks: [] }
      : without("it has a path and no regex, and a name of a file is no secret", "add a regex");
  try {
    const rule = withAllow(define(data, data.regex), ...lists);
    const problems = [...new Set([...read.flatMap((one) => one.problems), ...leftOut(data, rule)])];
    const remarks = problems.length === 0 ? [] : [remark(problems.join("; "), "the rest of the rule is used", false)];
    return { id: data.id, rule, lists, remarks };
  } catch (error) {
    if (error instanceof PatternProblem) return without(error.message, error.hint);
    throw error;
  }
};

const define = ({ id, description, ...data }: GitleaksRule, regex: string): RuleDefinition =>
  foreignRule({
    id,
    title: description ?? id,
    provider: providerOf(id),
    dialect: "re2",
    regex,
    secretGroup: data.secretgroup ?? data.reportgroup,
    entropy: data.entropy === 0 ? undefined : data.entropy,
    keywords: data.keywords,
    path: data.path,
    ...((data.required?.length ?? 0) > 0 ? { confidence: "low" as const } : {}),
  });

const leftOut = (data: GitleaksRule, rule: RuleDefinition): readonly string[] => [
  ...((data.required?.length ?? 0) > 0 ? ["what it requires near by is not looked for: low confidence"] : []),
  ...(rule.terms?.sweep && rule.terms.documentWords === undefined
    ? ["no text is certain in its matches: it is tried at every place, which is slow"]
    : []),
  ...Object.keys(data)
    .filter((key) => !KNOWN.has(key))
    .map((key) => `${key} is not known and ignored`),
];

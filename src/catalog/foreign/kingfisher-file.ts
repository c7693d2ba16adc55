import { isNode, LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { GENERIC_PROVIDER, type RuleAllow, type RuleDefinition } from "../../scan/rule.ts";
import { PatternProblem } from "../dialect/pattern.ts";
import { ruleProblem } from "../rule-file.ts";
import { checkExamples } from "./check-examples.ts";
import { foreignRule, providerOf } from "./foreign-rule.ts";
import type { RuleRemark } from "./rule-remark.ts";
import { type RuleSource, withAllow } from "./rule-source.ts";

const texts = z.array(z.string());
const count = z.number().int().min(0).optional();

/** https://github.com/mongodb/kingfisher/blob/main/docs/RULES.md */
const kingfisherRule = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  pattern: z.string().min(1),
  min_entropy: z.number().optional(),
  confidence: z.enum(["high", "medium", "low"]).optional(),
  visible: z.boolean().optional(),
  examples: texts.nullish(),
  negative_examples: texts.nullish(),
  pattern_requirements: z
    .looseObject({
      min_digits: count,
      min_uppercase: count,
      min_lowercase: count,
      min_special_chars: count,
      special_chars: z.string().optional(),
      ignore_if_contains: texts.optional(),
      checksum: z.unknown().optional(),
    })
    .optional(),
});
type KingfisherRule = z.infer<typeof kingfisherRule>;

/** Rules with a name and a pattern, and none of what ours must have. */
export const isKingfisherFile = (text: string): boolean =>
  /^rules:/m.test(text) &&
  /^[ \t-]*pattern:/m.test(text) &&
  /^[ \t-]*name:/m.test(text) &&
  !/^[ \t-]*(?:runbook|counterexamples):/m.test(text);

/** Validations are left out, as they ask the provider. Throws UserError `RULE_INVALID` when it is no YAML. */
export const readKingfisherFile = (file: string, text: string): RuleSource => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw ruleProblem(
      { file, line: lines.linePos(syntax.pos[0]).line },
      { problem: syntax.message, hint: "the file must be YAML as Kingfisher reads it" },
    );
  const content = contentOf(document, file);
  const raw = z.object({ rules: z.array(z.unknown()) }).safeParse(content).data?.rules ?? [];
  const read = raw.map((one, index) => {
    const node = document.getIn(["rules", index], true);
    return readRule(one, { file, line: isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1 });
  });
  return {
    rules: read.flatMap(({ rule }) => rule ?? []),
    remarks: [...read.flatMap(({ remark }) => remark ?? []), ...leftOut(file, raw)],
    disabled: [],
    allow: [],
  };
};

/** A few lines of aliases can stand for gigabytes: so many are refused. */
const contentOf = (document: ReturnType<typeof parseDocument>, file: string): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw ruleProblem({ file, line: 1 }, { problem: "too many aliases", hint: "write the rules out" });
  }
};

/** What many rules of a file have is said once. */
const leftOut = (file: string, raw: readonly unknown[]): readonly RuleRemark[] => {
  const having = (field: string): number =>
    raw.filter((rule) => typeof rule === "object" && rule !== null && field in rule).length;
  const [checked, depending] = [having("validation") + having("revocation"), having("depends_on_rule")];
  if (checked + depending === 0) return [];
  const problem = `${checked} validations and revocations are left out, ${depending} rules stand without those they depend on`;
  return [{ file, line: 1, problem, hint: "exhume asks no provider", lost: false }];
};

interface Read {
  readonly rule?: RuleDefinition;
  readonly remark?: RuleRemark;
}

const readRule = (raw: unknown, at: { readonly file: string; readonly line: number }): Read => {
  const parsed = kingfisherRule.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = `${issue?.path.join(".") || "the rule"}: ${issue?.message ?? "cannot be read"}`;
    return { remark: { ...at, problem, hint: "correct the rule", lost: true } };
  }
  const { data } = parsed;
  const named = { ...at, rule: data.id };
  if (data.visible === false)
    return { remark: { ...named, problem: "it only serves other rules", hint: "visible: false", lost: true } };
  try {
    const rule = define(data);
    const problems = [
      ...checkExamples(rule, { examples: data.examples ?? [], counterexamples: data.negative_examples ?? [] }),
      ...(data.pattern_requirements?.checksum === undefined ? [] : ["its checksum is not computed"]),
      ...(rule.terms?.sweep ? ["no text is certain in its matches: it is tried at every place, which is slow"] : []),
    ];
    if (problems.length === 0) return { rule };
    return { rule, remark: { ...named, problem: problems.join("; "), hint: "the rule is used as it is", lost: false } };
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error;
    return { remark: { ...named, problem: error.message, hint: error.hint, lost: true } };
  }
};

const define = ({ id, name, pattern, min_entropy, confidence, pattern_requirements }: KingfisherRule) => {
  const { min_digits, min_uppercase, min_lowercase, min_special_chars, special_chars, ignore_if_contains } =
    pattern_requirements ?? {};
  const characters = {
    ...(min_digits === undefined ? {} : { digits: min_digits }),
    ...(min_uppercase === undefined ? {} : { upper: min_uppercase }),
    ...(min_lowercase === undefined ? {} : { lower: min_lowercase }),
    ...(min_special_chars === undefined ? {} : { special: min_special_chars }),
    ...(special_chars === undefined ? {} : { specialCharacters: special_chars }),
  };
  const provider = id.split(".").length > 2 ? providerOf(id.split(".")[1] ?? id) : providerOf(id);
  const rule = foreignRule({
    id,
    title: name,
    provider: /^(?:generic|credentials|passwords?)$/.test(provider) ? GENERIC_PROVIDER : provider,
    dialect: "rust",
    regex: pattern,
    entropy: min_entropy,
    confidence,
    ...(Object.keys(characters).length === 0 ? {} : { characters }),
  });
  const ignored: readonly RuleAllow[] =
    ignore_if_contains === undefined
      ? []
      : [{ by: "holds a word that its rule ignores", stopwords: ignore_if_contains.map((word) => word.toLowerCase()) }];
  return withAllow(rule, ...ignored);
};

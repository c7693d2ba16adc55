import { isNode, LineCounter, parseDocument } from "yaml";
import { UserError } from "../domain/user-error.ts";
import type { RuleDefinition } from "../scan/rule.ts";
import { ruleDefect } from "./rule-defect.ts";
import { ruleFileSchema } from "./rule-schema.ts";

/** A rule and the place of its first line. */
export interface LocatedRule {
  readonly rule: RuleDefinition;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Checks form and sense of one file; throws UserError `RULE_INVALID` at the first defect. */
export const parseRuleFile = (file: string, text: string): readonly LocatedRule[] => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw ruleProblem(
      { file, line: syntax.linePos?.[0].line ?? 1 },
      { problem: firstLine(syntax.message), hint: YAML },
    );
  const parsed = ruleFileSchema.safeParse(toPlain(document, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw ruleProblem({ file, line: lineOf(issue?.path ?? []) }, { problem: inWords(issue), hint: FIELDS });
  }
  return parsed.data.rules.map((rule, index) =>
    locate({ rule, file, line: lineOf(["rules", index]) }, (field) => lineOf(["rules", index, ...field])),
  );
};

/** An alias of nothing, or of too much, is told when it is resolved. */
function toPlain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const problem = error instanceof Error ? firstLine(error.message) : "an alias that cannot be resolved";
    throw ruleProblem({ file, line: 1 }, { problem, hint: YAML });
  }
}

const YAML = "the file must be YAML with a list under `rules:`; quote patterns with single quotes";
const FIELDS = "compare with the rules in the package's rules/ directory";

/** `file:line: problem`. */
export const ruleProblem = (
  { file, line }: { readonly file: string; readonly line: number },
  { problem, hint }: { readonly problem: string; readonly hint: string },
): UserError => new UserError({ code: "RULE_INVALID", message: `${file}:${line}: ${problem}`, hint });

const locate = (located: LocatedRule, lineOf: (field: readonly PropertyKey[]) => number): LocatedRule => {
  const defect = ruleDefect(located.rule);
  if (defect === undefined) return located;
  throw ruleProblem(
    { file: located.file, line: lineOf(defect.field) },
    { ...defect, problem: `rule ${located.rule.id}: ${defect.problem}` },
  );
};

const firstLine = (message: string): string => message.split("\n", 1)[0] ?? message;

const inWords = (issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): string =>
  issue === undefined ? "the file does not hold rules" : `${issue.path.join(".") || "file"}: ${issue.message}`;

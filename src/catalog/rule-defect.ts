import type { RuleDefinition } from "../scan/rule.ts";
import { STRUCTURES } from "../scan/structure/structures.ts";

export interface RuleDefect {
  /** Path of the field in the rule. */
  readonly field: readonly PropertyKey[];
  readonly problem: string;
  readonly hint: string;
}

/** What the form of a rule cannot say: patterns that do not compile, keywords that no match can hold. */
export const ruleDefect = (rule: RuleDefinition): RuleDefect | undefined =>
  patternDefect(rule) ?? structureDefect(rule) ?? keywordDefect(rule) ?? exampleDefect(rule);

const patternDefect = ({ pattern }: RuleDefinition): RuleDefect | undefined => {
  for (const source of [pattern].flat()) {
    const problem = compileProblem(source);
    if (problem !== undefined) return { field: ["pattern"], ...problem };
  }
  return undefined;
};

const compileProblem = (source: string): Omit<RuleDefect, "field"> | undefined => {
  try {
    new RegExp(source, "d");
  } catch (error) {
    const message = error instanceof SyntaxError ? error.message : String(error);
    return {
      problem: `bad pattern: ${message}`,
      hint: "patterns are JavaScript regular expressions without inline flags",
    };
  }
  return source.includes("(?<secret>")
    ? undefined
    : { problem: "the pattern has no group named secret", hint: "write (?<secret>...) around the value" };
};

const structureDefect = ({ structure }: RuleDefinition): RuleDefect | undefined =>
  structure === undefined || Object.hasOwn(STRUCTURES, structure)
    ? undefined
    : {
        field: ["structure"],
        problem: `no structure ${structure}`,
        hint: `one of: ${Object.keys(STRUCTURES).join(", ")}`,
      };

/** A keyword must stand in the pattern as written, or in an example that shows how the pattern makes it. */
const keywordDefect = (rule: RuleDefinition): RuleDefect | undefined => {
  const sources = [...[rule.pattern].flat().map(unescaped), ...rule.examples].map((source) => source.toLowerCase());
  const index = rule.keywords.findIndex((keyword) => !sources.some((source) => source.includes(keyword.toLowerCase())));
  return index < 0
    ? undefined
    : {
        field: ["keywords", index],
        problem: `keyword ${rule.keywords[index]} cannot occur in a match`,
        hint: "a keyword is fixed text of the pattern, or stands in an example",
      };
};

/** An example without any keyword would never reach the pattern. */
const exampleDefect = (rule: RuleDefinition): RuleDefect | undefined => {
  const keywords = rule.keywords.map((keyword) => keyword.toLowerCase());
  const index = rule.examples.findIndex(
    (example) => !example.includes("<") && !keywords.some((keyword) => example.toLowerCase().includes(keyword)),
  );
  return index < 0
    ? undefined
    : { field: ["examples", index], problem: "the example holds no keyword", hint: "add its fixed text to keywords" };
};

const unescaped = (pattern: string): string => pattern.replace(/\\([^A-Za-z0-9])/g, "$1");

import { basename } from "node:path";
import type { RuleAllow } from "../../scan/rule.ts";
import { PatternProblem } from "../dialect/pattern.ts";
import { translateTest } from "../dialect/translate.ts";
import type { GitleaksAllow } from "./gitleaks-schema.ts";

export interface ReadAllow {
  /** Undefined when nothing of the list can hold here. */
  readonly list: RuleAllow | undefined;
  readonly problems: readonly string[];
}

/** One allow list. Commits do not exist in images; a pattern without a JavaScript form allows nothing. */
export const readAllow = (allow: GitleaksAllow, file: string): ReadAllow => {
  const problems: string[] = [];
  const all = allow.condition?.toUpperCase() === "AND" || allow.condition === "&&";
  const paths = translateAll(allow.paths, problems);
  const regexes = translateAll(allow.regexes, problems);
  const { commits = [], description, regextarget = "secret", stopwords = [] } = allow;
  if (commits.length > 0) problems.push("commits of an allow list are ignored");
  const target = (["secret", "match", "line"] as const).find((one) => one === regextarget.toLowerCase());
  if (target === undefined) problems.push(`an allow list has no regexTarget ${regextarget}`);
  const lost = target === undefined || (all && problems.length > 0);
  const empty = paths.length + regexes.length + stopwords.length === 0;
  if (lost || empty) return { list: undefined, problems };
  return {
    problems,
    list: {
      by: `allowed by ${basename(file)}${description === undefined ? "" : `: ${description}`}`,
      ...(all ? { all } : {}),
      ...(paths.length === 0 ? {} : { paths }),
      ...(regexes.length === 0 ? {} : { regexes, target }),
      ...(stopwords.length === 0 ? {} : { stopwords: stopwords.map((word) => word.toLowerCase()) }),
    },
  };
};

const translateAll = (sources: readonly string[] = [], problems: string[]): readonly string[] =>
  sources.flatMap((source) => {
    try {
      return [translateTest(source, "re2")];
    } catch (error) {
      if (!(error instanceof PatternProblem)) throw error;
      problems.push(`a pattern of an allow list is left out: ${error.message}`);
      return [];
    }
  });

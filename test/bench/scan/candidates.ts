import type { Rule } from "../../../src/scan/rule.ts";
import type { Ruleset } from "../../../src/scan/ruleset.ts";

/** What a rule made work for. */
export interface RuleWork {
  readonly id: string;
  /** Times that a pattern was run, and times that it caught something. */
  runs: number;
  caught: number;
  /** Milliseconds in its patterns. */
  ms: number;
  kept: number;
}

/** The same rules, which count what is done with them. Rules of one id count together. */
export const countedRuleset = (
  ruleset: Ruleset,
): { readonly ruleset: Ruleset; readonly work: ReadonlyMap<string, RuleWork> } => {
  const work = new Map<string, RuleWork>();
  const counted = (rule: Rule): Rule => {
    const { id } = rule.definition;
    const mine = work.get(id) ?? { id, runs: 0, caught: 0, ms: 0, kept: 0 };
    work.set(id, mine);
    return { ...rule, regexes: rule.regexes.map((regex) => new CountedPattern(regex, mine)) };
  };
  return { ruleset: { ...ruleset, rules: ruleset.rules.map(counted) }, work };
};

class CountedPattern extends RegExp {
  readonly #work: RuleWork;

  constructor(pattern: RegExp, work: RuleWork) {
    super(pattern);
    this.#work = work;
  }

  override exec(text: string): RegExpExecArray | null {
    const started = performance.now();
    const found = super.exec(text);
    this.#work.ms += performance.now() - started;
    this.#work.runs++;
    if (found !== null) this.#work.caught++;
    return found;
  }
}

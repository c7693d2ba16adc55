import type { RuleAllow, RuleDefinition } from "../../scan/rule.ts";
import type { RuleRemark } from "./rule-remark.ts";

/** What one file says: its own rules, and what it changes about those of others. */
export interface RuleSource {
  readonly rules: readonly RuleDefinition[];
  readonly remarks: readonly RuleRemark[];
  /** Ids of rules that are not wanted. */
  readonly disabled: readonly string[];
  /** Allow lists for rules with these ids, or for all. */
  readonly allow: readonly { readonly ids: readonly string[] | "all"; readonly list: RuleAllow }[];
}

/**
 * Adds the rules of a file to those that are there; an id that is there already is replaced. Gives the ids that are to
 * be disabled and are those of no rule.
 */
export const applySource = (rules: Map<string, RuleDefinition>, source: RuleSource): readonly string[] => {
  for (const rule of source.rules) rules.set(rule.id, rule);
  const unknown = source.disabled.filter((id) => !rules.delete(id));
  for (const { ids, list } of source.allow)
    for (const id of ids === "all" ? [...rules.keys()] : ids) {
      const rule = rules.get(id);
      if (rule !== undefined) rules.set(id, withAllow(rule, list));
    }
  return unknown;
};

export const withAllow = (rule: RuleDefinition, ...lists: readonly RuleAllow[]): RuleDefinition =>
  lists.length === 0 ? rule : { ...rule, terms: { ...rule.terms, allow: [...(rule.terms?.allow ?? []), ...lists] } };

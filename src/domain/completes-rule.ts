/** Is it one of the rules whose secrets a public half may belong to? They are named by id, or as `*-end` of ids. */
export const completesRule = (completes: readonly string[], ruleId: string): boolean =>
  completes.some((rule) => (rule.startsWith("*") ? ruleId.endsWith(rule.slice(1)) : rule === ruleId));

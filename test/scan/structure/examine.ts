import { compileRuleset } from "../../../src/scan/ruleset.ts";
import type { Verdict } from "../../../src/scan/structure/structure.ts";
import { STRUCTURES } from "../../../src/scan/structure/structures.ts";
import { definitions, FILE } from "../scan-text.ts";

const rule = compileRuleset(definitions.slice(0, 1)).rules[0]!;

/** The verdict of the structure `name` on `value`, as it stands in `text`. */
export const examine = (name: string, value: string, text = value): Verdict => {
  const start = text.indexOf(value);
  const span = { start, end: start + value.length };
  return STRUCTURES[name]!({ rule, document: FILE, text, span, value, groups: {} });
};

import { readFile } from "node:fs/promises";
import { hasGate } from "../scan/gate/gate.ts";
import { compileRuleset } from "../scan/ruleset.ts";
import { parseRuleFile, ruleProblem } from "./rule-file.ts";
import { ruleFiles } from "./rules.ts";

/**
 * Each pattern of the rules in a folder must have a gate: where none can be made, the pattern is tried at every place of its
 * keywords. Throws UserError `RULE_INVALID` that starts with `file:line:`.
 */
export const checkGates = async (folder: string, signal: AbortSignal): Promise<void> => {
  for (const file of await ruleFiles(folder))
    for (const located of parseRuleFile(file, await readFile(file, { encoding: "utf8", signal })))
      for (const { gate, gates } of compileRuleset([located.rule]).rules)
        if (!(gates.length === 0 ? [gate] : gates).every(hasGate))
          throw ruleProblem(located, {
            problem: `rule ${located.rule.id}: nothing that must follow its keywords can be told from its pattern`,
            hint: "let the pattern begin with the keyword, take at least one character, and repeat less",
          });
};

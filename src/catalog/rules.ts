import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../domain/user-error.ts";
import type { RuleDefinition } from "../scan/rule.ts";
import { type LocatedRule, parseRuleFile, ruleProblem } from "./rule-file.ts";

/**
 * Every rule of the `*.yml` files of `directories`, by id. A rule of a later directory replaces the one of the same id;
 * twice in one directory is an error. Every error is a UserError `RULE_INVALID` whose message starts with `file:line:`.
 */
export const loadRules = async (
  directories: readonly string[],
  signal: AbortSignal,
): Promise<readonly RuleDefinition[]> => {
  const byId = new Map<string, RuleDefinition>();
  for (const directory of directories)
    for (const { rule } of (await readDirectory(directory, signal)).values()) byId.set(rule.id, rule);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

const readDirectory = async (directory: string, signal: AbortSignal): Promise<ReadonlyMap<string, LocatedRule>> => {
  const rules = new Map<string, LocatedRule>();
  for (const file of await ruleFiles(directory)) {
    const text = await readFile(file, { encoding: "utf8", signal });
    for (const located of parseRuleFile(file, text)) {
      const first = rules.get(located.rule.id);
      if (first !== undefined) throw duplicate(located, first);
      rules.set(located.rule.id, located);
    }
  }
  return rules;
};

const ruleFiles = async (directory: string): Promise<readonly string[]> => {
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(directory, name));
  } catch (cause) {
    throw new UserError({
      code: "RULE_INVALID",
      message: `${directory}: cannot read the directory of rules`,
      hint: "name a directory that holds *.yml files",
      cause,
    });
  }
};

const duplicate = (second: LocatedRule, first: LocatedRule): UserError =>
  ruleProblem(second, {
    problem: `rule ${second.rule.id} is already defined at ${first.file}:${first.line}`,
    hint: "give it another id; to override a built-in rule put it in a directory of its own",
  });

import { rulesNotes } from "./catalog/foreign/rules-notes.ts";
import { type LoadedRules, readRules } from "./catalog/rules.ts";
import type { Config } from "./config.ts";
import { kernelModule } from "./open-kernel.ts";
import type { RuleDefinition } from "./scan/rule.ts";
import { compileRuleset, type Ruleset } from "./scan/ruleset.ts";
import { shipped } from "./shipped.ts";

/** The rules of the package and those of the settings, by id, with what is to be said of the latter. */
export const ruleDefinitions = async (
  config: Pick<Config, "rules">,
  signal: AbortSignal,
): Promise<{ readonly rules: readonly RuleDefinition[]; readonly notes: readonly string[] }> => {
  const loaded: LoadedRules = await readRules([shipped("rules"), ...config.rules], signal);
  return { rules: loaded.rules, notes: rulesNotes(loaded) };
};

export const loadRuleset = async (
  config: Pick<Config, "rules">,
  signal: AbortSignal,
): Promise<{ readonly ruleset: Ruleset; readonly notes: readonly string[] }> => {
  const { rules, notes } = await ruleDefinitions(config, signal);
  return { ruleset: { ...compileRuleset(rules), module: kernelModule() }, notes };
};

/** Who reveals one value may reveal many. */
export const rulesetOnce = (config: Config, signal: AbortSignal): ReturnType<typeof loadRuleset> => {
  const loaded = rulesets.get(config) ?? loadRuleset(config, signal);
  rulesets.set(config, loaded);
  return loaded;
};

const rulesets = new WeakMap<Config, ReturnType<typeof loadRuleset>>();

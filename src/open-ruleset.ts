import { rulesNotes } from "./catalog/foreign/rules-notes.ts";
import type { LoadedRules } from "./catalog/rules.ts";
import { type CompiledRules, compiledRules } from "./compiled.ts";
import type { Config } from "./config.ts";
import { kernelModule } from "./open-kernel.ts";
import type { RuleDefinition } from "./scan/rule.ts";
import { compileRuleset, type Ruleset } from "./scan/ruleset.ts";
import { shipped } from "./shipped.ts";

type RuleSettings = Pick<Config, "rules">;

interface Definitions {
  readonly rules: readonly RuleDefinition[];
  readonly notes: readonly string[];
  /** Of the ruleset, where it was worked out when the package was built. */
  readonly rulesetId?: string;
  /** What was built of the package; its rules are among `rules`, but for those that the user replaced. */
  readonly ofPackage?: CompiledRules | undefined;
}

/** The rules of the package and those of the settings, by id, with what is to be said of the latter. */
export const ruleDefinitions = async (config: RuleSettings, signal: AbortSignal): Promise<Definitions> => {
  const built = compiledRules();
  if (built !== undefined && config.rules.length === 0)
    return { rules: built.rules, rulesetId: built.rulesetId, ofPackage: built, notes: [] };
  const loaded = await readWith(built, config, signal);
  return { rules: loaded.rules, notes: rulesNotes(loaded), ofPackage: built };
};

interface OpenRuleset {
  readonly ruleset: Ruleset;
  readonly notes: readonly string[];
}

/**
 * Once for the same settings: who reveals one value may reveal many, and a fix scans texts before it proves. Files of rules
 * that the user has may have changed, and are read again.
 */
export const loadRuleset = (config: RuleSettings, signal: AbortSignal): Promise<OpenRuleset> => {
  if (config.rules.length > 0) return openRuleset(config, signal);
  const loaded = rulesets.get(config) ?? openRuleset(config, signal);
  rulesets.set(config, loaded);
  return loaded;
};

const rulesets = new WeakMap<RuleSettings, Promise<OpenRuleset>>();

const openRuleset = async (config: RuleSettings, signal: AbortSignal): Promise<OpenRuleset> => {
  const { rules, notes, rulesetId, ofPackage } = await ruleDefinitions(config, signal);
  const compiled = compileRuleset(rules, rulesetId);
  const windows = ofPackage && windowsFor(compiled, ofPackage);
  return { ruleset: { ...compiled, module: kernelModule(), windows, ahead: ofPackage?.ahead }, notes };
};

/** Those of the package; a keyword that rules of the user have too is told wherever it stands. */
const windowsFor = ({ rules }: Ruleset, ofPackage: CompiledRules): CompiledRules["windows"] => {
  const built = new Set(ofPackage.rules);
  const ofUser = rules.filter(({ definition }) => !built.has(definition));
  const shared = new Set(ofUser.flatMap(({ keywords, screen }) => [...keywords, ...(screen?.documentWords ?? [])]));
  return ofPackage.windows.map((window) => {
    const { keyword, at, bucket } = window;
    return shared.has(keyword) ? { keyword, at, bucket } : window;
  });
};

/** What reads files of rules is loaded only where there are some to be read. */
const readWith = async (
  built: CompiledRules | undefined,
  config: RuleSettings,
  signal: AbortSignal,
): Promise<LoadedRules> => {
  const { extendRules, readRules } = await import("./catalog/rules.ts");
  return built === undefined
    ? readRules([shipped("rules"), ...config.rules], signal)
    : extendRules(built.rules, config.rules, signal);
};

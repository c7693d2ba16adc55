import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../domain/user-error.ts";
import type { RuleDefinition } from "../scan/rule.ts";
import { slowness } from "./dialect/translate.ts";
import { isGitleaksFile, readGitleaksFile } from "./foreign/gitleaks-file.ts";
import { isKingfisherFile, readKingfisherFile } from "./foreign/kingfisher-file.ts";
import type { RuleRemark } from "./foreign/rule-remark.ts";
import { applySource, type RuleSource } from "./foreign/rule-source.ts";
import { checkAlphabet } from "./rule-alphabet.ts";
import { type LocatedRule, parseRuleFile, ruleProblem } from "./rule-file.ts";

export interface LoadedRules {
  /** In the order of their ids. */
  readonly rules: readonly RuleDefinition[];
  readonly remarks: readonly RuleRemark[];
  /** How many rules each file of another tool gave, by its path. */
  readonly foreign: ReadonlyMap<string, number>;
}

/**
 * Every rule of the files, and of the `*.yml`, `*.yaml` and `*.toml` files of the folders, by id: ours, and those of
 * gitleaks and Kingfisher, told by their content. The first place is the package's own; patterns of the others are not
 * shown to do bounded work, so they are checked for what is known to take for ever, and timed. A rule of a later place replaces the one of the same id; twice in our
 * form in one folder is an error. Every error is a UserError `RULE_INVALID` whose message starts with `file:line:`;
 * what another tool's rule has and we have not is a remark.
 */
export const readRules = async (places: readonly string[], signal: AbortSignal): Promise<LoadedRules> =>
  gather(
    new Map(),
    places.map((place, index) => ({ place, checked: index > 0 })),
    signal,
  );

/** The same for rules of the package that are at hand, and places of others. */
export const extendRules = async (
  own: readonly RuleDefinition[],
  places: readonly string[],
  signal: AbortSignal,
): Promise<LoadedRules> =>
  gather(
    new Map(own.map((rule) => [rule.id, rule])),
    places.map((place) => ({ place, checked: true })),
    signal,
  );

interface RulePlace {
  readonly place: string;
  readonly checked: boolean;
}

const gather = async (
  rules: Map<string, RuleDefinition>,
  places: readonly RulePlace[],
  signal: AbortSignal,
): Promise<LoadedRules> => {
  const remarks: RuleRemark[] = [];
  const foreign = new Map<string, number>();
  for (const { place, checked } of places) {
    const own = new Map<string, LocatedRule>();
    for (const file of await ruleFiles(place)) {
      const text = await readFile(file, { encoding: "utf8", signal });
      const source = (await foreignSource(file, text, signal)) ?? ownSource(parseOwn(file, text, own), checked);
      if (source.foreign) foreign.set(file, source.rules.length);
      const unknown = applySource(rules, source);
      remarks.push(...source.remarks, ...unknown.map((id) => notDisabled(file, id)));
    }
  }
  checkAlphabet(rules.values());
  return { rules: [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), remarks, foreign };
};

/** The same, without remarks. */
export const loadRules = async (places: readonly string[], signal: AbortSignal): Promise<readonly RuleDefinition[]> =>
  (await readRules(places, signal)).rules;

interface TaggedSource extends RuleSource {
  readonly foreign: boolean;
}

const foreignSource = async (file: string, text: string, signal: AbortSignal): Promise<TaggedSource | undefined> => {
  if (isGitleaksFile(text)) return { ...(await readGitleaksFile(file, text, signal)), foreign: true };
  return isKingfisherFile(text) ? { ...readKingfisherFile(file, text), foreign: true } : undefined;
};

const parseOwn = (file: string, text: string, own: Map<string, LocatedRule>): readonly LocatedRule[] => {
  const located = parseRuleFile(file, text);
  for (const one of located) {
    const first = own.get(one.rule.id);
    if (first !== undefined) throw duplicate(one, first);
    own.set(one.rule.id, one);
  }
  return located;
};

const ownSource = (located: readonly LocatedRule[], checked: boolean): TaggedSource => {
  const remarks = checked ? located.flatMap(slowRemark) : [];
  const slow = new Set(remarks.map(({ rule }) => rule));
  const rules = located.map(({ rule }) => rule).filter(({ id }) => !slow.has(id));
  return {
    rules: checked ? rules.map((rule) => ({ ...rule, terms: { ...rule.terms, timed: true } })) : rules,
    remarks,
    disabled: [],
    allow: [],
    foreign: false,
  };
};

const slowRemark = ({ rule, file, line }: LocatedRule): readonly RuleRemark[] => {
  const [problem] = [rule.pattern].flat().flatMap((pattern) => slowness(pattern) ?? []);
  if (problem === undefined) return [];
  return [{ file, line, rule: rule.id, problem: problem.message, hint: problem.hint, lost: true }];
};

const notDisabled = (file: string, id: string): RuleRemark => ({
  file,
  line: 1,
  problem: `disabledRules: no rule has the id ${id}`,
  hint: "exhume rules list tells the ids of ours",
  lost: false,
});

export const ruleFiles = async (place: string): Promise<readonly string[]> => {
  try {
    if ((await stat(place)).isFile()) return [place];
    const names = await readdir(place);
    return names
      .filter((name) => /\.(?:ya?ml|toml)$/.test(name))
      .sort()
      .map((name) => join(place, name));
  } catch (cause) {
    throw new UserError({
      code: "RULE_INVALID",
      message: `${place}: cannot read the rules`,
      hint: "name a file of rules, or a folder that holds *.yml or *.toml files",
      cause,
    });
  }
};

const duplicate = (second: LocatedRule, first: LocatedRule): UserError =>
  ruleProblem(second, {
    problem: `rule ${second.rule.id} is already defined at ${first.file}:${first.line}`,
    hint: "give it another id; to override a built-in rule put it in a directory of its own",
  });

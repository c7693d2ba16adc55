import { existsSync, readFileSync } from "node:fs";
import type { Runbook } from "./rotation/runbook.ts";
import type { Window } from "./scan/kernel/keyword-windows.ts";
import type { RuleDefinition } from "./scan/rule.ts";

/** All rules of the package, read and checked when it was built. */
export interface CompiledRules {
  /** Of the ruleset that they are together. */
  readonly rulesetId: string;
  /** In the order of their ids. */
  readonly rules: readonly RuleDefinition[];
  /** Where the kernel looks for their keywords. */
  readonly windows: readonly Window[];
  /** What may follow them. */
  readonly ahead: string;
}

/** Undefined where nothing was built: `rules/*.yml` is read then. */
export const compiledRules = (): CompiledRules | undefined => readBuilt("rules.json");

/** All runbooks of the package, in the order of their ids; undefined where nothing was built. */
export const compiledRunbooks = (): readonly Runbook[] | undefined => readBuilt("runbooks.json");

/** Script and style of HTML reports; they are built where the code is run as it is written, too. */
export const compiledPage = (): { readonly script: string; readonly style: string } | undefined =>
  readBuilt("page.json") ?? readBuilt("../dist/page.json");

/** Files that `npm run build` writes beside the code of `dist`; `src` has none. */
const readBuilt = <T>(name: string): T | undefined => {
  const file = new URL(name, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
};

import { createHash } from "node:crypto";
import { endsInSecret } from "./ends-in-secret.ts";
import { formsOf } from "./extract/forms.ts";
import { createGate } from "./gate/gate.ts";
import type { Window } from "./kernel/keyword-windows.ts";
import { DEFAULT_WINDOW, type Rule, type RuleDefinition } from "./rule.ts";
import { compileScreen } from "./screen.ts";
import { isAssignment } from "./vain-assignment.ts";

/** Raise it when the engine finds something else with the same rules: blobs are then scanned again. */
const ENGINE_VERSION = 4;

export interface Ruleset {
  /** `sha256:<hex>` over the definitions and the engine's version: names what a scan has looked for. */
  readonly id: string;
  readonly rules: readonly Rule[];
  /** What searches where SIMD is at hand. */
  readonly module?: WebAssembly.Module | undefined;
  /** Where it looks for keywords, when that was worked out before. */
  readonly windows?: readonly Window[] | undefined;
  /** What may follow keywords, when it was worked out before: the table that the windows lead through. */
  readonly ahead?: string | undefined;
}

/**
 * `id` where it is known, of the same definitions. Throws SyntaxError when a pattern does not compile; `loadRules` has
 * checked it with file and line.
 */
export const compileRuleset = (definitions: readonly RuleDefinition[], id?: string): Ruleset => {
  const sorted = [...definitions].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { id: id ?? contentId(sorted), rules: sorted.flatMap(compile) };
};

/** The rule, and one more of it for each set of other forms: they are looked for elsewhere. */
const compile = (definition: RuleDefinition): readonly Rule[] => {
  const window = {
    before: definition.window?.before ?? DEFAULT_WINDOW.before,
    after: definition.window?.after ?? DEFAULT_WINDOW.after,
  };
  const { keywords: own, terms } = definition;
  const flags = `${definition.ignoreCase ? "i" : ""}${window.before === 0 && !terms?.sweep ? "y" : "g"}`;
  return [{ keywords: own, patterns: [definition.pattern].flat() }, ...formsOf(definition)].map(
    ({ keywords: all = own, patterns }) => {
      const keywords = [...new Set(all.map((word) => word.toLowerCase()))];
      const regexes = patterns.map((pattern) => new RegExp(pattern, `${endsInSecret(pattern) ? "" : "d"}${flags}`));
      return {
        definition,
        window,
        keywords,
        regexes,
        gate: createGate({ regexes, window, keywords }),
        gates: regexes.length < 2 ? [] : regexes.map((regex) => createGate({ regexes: [regex], window, keywords })),
        isAssignment: isAssignment({ definition, regexes }),
        ...(terms === undefined ? {} : { screen: compileScreen(terms) }),
      };
    },
  );
};

const contentId = (sorted: readonly RuleDefinition[]): string => {
  const hash = createHash("sha256").update(`engine ${ENGINE_VERSION}`);
  for (const definition of sorted) hash.update("\n").update(canonicalJson(definition));
  return `sha256:${hash.digest("hex")}`;
};

const canonicalJson = (definition: RuleDefinition): string =>
  JSON.stringify(definition, (_key, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

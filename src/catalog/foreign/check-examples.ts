import type { RuleDefinition } from "../../scan/rule.ts";
import { compileRuleset } from "../../scan/ruleset.ts";
import { createScanner } from "../../scan/scanner.ts";

interface Examples {
  readonly examples: readonly string[];
  readonly counterexamples: readonly string[];
}

/** How many examples the rule does not catch, and how many counterexamples it reports, in words; empty when all is well. */
export const checkExamples = (rule: RuleDefinition, { examples, counterexamples }: Examples): readonly string[] => {
  let [caught, kept] = [false, false];
  const observer = {
    dropped: () => {
      caught = true;
    },
    kept: () => {
      caught = true;
      kept = true;
    },
  };
  const scanner = createScanner({ ruleset: compileRuleset([rule]), key: new Uint8Array(32), observer });
  const scan = (text: string) => {
    [caught, kept] = [false, false];
    const document = scanner.open({ kind: "file", path: "example" });
    document.push(Buffer.from(text));
    document.end();
    return { caught, kept };
  };
  const missed = examples.filter((text) => !scan(text).caught).length;
  const reported = counterexamples.filter((text) => scan(text).kept).length;
  return [
    ...(missed === 0 ? [] : [`${missed} of ${examples.length} examples are not found`]),
    ...(reported === 0 ? [] : [`${reported} of ${counterexamples.length} negative examples are found`]),
  ];
};

import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import { DEFAULT_WINDOW, type RuleDefinition } from "../../src/scan/rule.ts";
import { expand } from "./samples.ts";

/** Stands for a character class in a long run of it. */
const RUN_CHARACTERS = [
  "a",
  "A",
  "0",
  "f",
  "-",
  "_",
  ".",
  "/",
  "+",
  "=",
  " ",
  "\t",
  "\n",
  "\\",
  '"',
  "'",
  ":",
  "{",
  "%",
];

/** 64ths of the text; a keyword costs most where nothing stands between two of them. */
const SHARES = [1, 1, 46, 16];

/**
 * Text of `size` characters that makes the pattern of a rule work as hard as it can, in four parts: its keywords
 * one behind the other; keywords as assigned names; examples cut anywhere, then a long run of one of the classes that
 * the pattern repeats; examples that are wrong in their last characters.
 */
export const adversarialText = (rule: RuleDefinition, size: number): string => {
  const examples = rule.examples.map((example, seed) => expand(example, seed));
  const length = (rule.window?.after ?? DEFAULT_WINDOW.after) + 64;
  const runs = runCharacters(rule).map((character) => character.repeat(length));
  const parts = [
    rule.keywords,
    rule.keywords.map((keyword) => `${keyword} = "`),
    [...rule.keywords, ...examples.flatMap(cuts)].flatMap((start) => runs.map((run) => `${start}${run}\n`)),
    examples.flatMap((example) => [`${example.slice(0, -2)}!`, `${example.slice(0, -1)}~~`, `${example}${example}`]),
  ];
  return parts.map((units, index) => fill(units, (size * (SHARES[index] ?? 0)) / 64)).join("");
};

const cuts = (example: string): readonly string[] =>
  [0.2, 0.4, 0.6, 0.8, 1].map((share) => example.slice(0, Math.ceil(example.length * share)));

/** Every unit once, in an order that mixes them, again and again. */
const fill = (units: readonly string[], size: number): string => {
  const stride = units.length % 7 === 0 ? 5 : 7;
  const pieces: string[] = [];
  for (let written = 0, index = 0; written < size; index += stride) {
    const unit = units[index % units.length] as string;
    pieces.push(unit);
    written += unit.length;
  }
  return pieces.join("").slice(0, size);
};

const runCharacters = (rule: RuleDefinition): readonly string[] => {
  const found = new Set<string>(["x"]);
  for (const source of [rule.pattern].flat())
    visitRegExpAST(new RegExpParser().parsePattern(source), {
      onQuantifierEnter: ({ element }) => {
        const regex = new RegExp(`^${element.raw}$`);
        for (const character of RUN_CHARACTERS.filter((one) => regex.test(one)).slice(0, 3)) found.add(character);
      },
    });
  return [...found];
};

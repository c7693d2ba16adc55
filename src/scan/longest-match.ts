import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** How many characters a match may have, with all that it looks at; infinite when it has no bound that can be read. */
export const longestMatch = (regex: RegExp): number => {
  const known = lengths.get(regex);
  if (known !== undefined) return known;
  const { source } = regex;
  const pattern = new RegExpParser({ ecmaVersion: 2022 }).parsePattern(source, 0, source.length, { unicode: false });
  const length = ofAlternatives(pattern.alternatives);
  lengths.set(regex, length);
  return length;
};

const lengths = new WeakMap<RegExp, number>();

const ofAlternatives = (all: readonly AST.Alternative[]): number =>
  Math.max(0, ...all.map(({ elements }) => elements.reduce((sum, element) => sum + ofElement(element), 0)));

const ofElement = (element: AST.Element): number => {
  switch (element.type) {
    case "Group":
    case "CapturingGroup":
      return ofAlternatives(element.alternatives);
    case "Quantifier":
      return element.max === 0 ? 0 : element.max * ofElement(element.element);
    case "Assertion":
      return "alternatives" in element ? ofAlternatives(element.alternatives) : 1;
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return 1;
    default:
      return Number.POSITIVE_INFINITY;
  }
};

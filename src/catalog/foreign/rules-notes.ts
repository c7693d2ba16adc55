import type { LoadedRules } from "../rules.ts";
import { type RuleRemark, remarkText } from "./rule-remark.ts";

/** One line for each rule of another tool that is not used, or not used whole, and one line for each of its files. */
export const rulesNotes = ({ remarks, foreign }: Pick<LoadedRules, "remarks" | "foreign">): readonly string[] => [
  ...remarks.map(remarkText),
  ...[...foreign].map(([file, rules]) => countText(file, rules, remarks)),
];

const countText = (file: string, rules: number, remarks: readonly RuleRemark[]): string => {
  const own = remarks.filter((remark) => remark.file === file && remark.rule !== undefined);
  const lost = own.filter((remark) => remark.lost).length;
  return `${file}: ${rules} rules are used, ${lost} are not, ${own.length - lost} are used in part`;
};

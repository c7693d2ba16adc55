/** What a person should know of a rule that another tool's file holds. */
export interface RuleRemark {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Id of the rule; absent when the file as a whole is meant. */
  readonly rule?: string;
  readonly problem: string;
  readonly hint: string;
  /** The rule is not used. */
  readonly lost: boolean;
}

/** `mine.toml:12: rule acme: no JavaScript form (write it another way)`. */
export const remarkText = ({ file, line, rule, problem, hint, lost }: RuleRemark): string =>
  `${file}:${line}: ${rule === undefined ? "" : `rule ${rule}: `}${lost ? "not used: " : ""}${problem} (${hint})`;

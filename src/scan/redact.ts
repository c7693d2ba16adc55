import { shannonEntropy } from "./entropy.ts";
import type { Match } from "./match.ts";
import { GENERIC_PROVIDER, type Rule, type RuleDefinition } from "./rule.ts";

const BULLETS = "•".repeat(8);
/**
 * A value that is shorter, or more regular, shows its last characters to nobody. An AWS key id, which is looked up by
 * its end, has 20: four of them leave 60 bits unknown.
 */
const LAST_FOUR_FROM = 20;
const LAST_FOUR_ENTROPY = 3;

/**
 * What people may see of a value: the public prefix of its format, the last four characters if it is long and random,
 * and its length. A value without such a prefix (every password) shows no character.
 */
export const preview = ({ rule, value }: Pick<Match, "rule" | "value">): string => {
  const prefix = publicPrefix(rule, value);
  if (prefix === "") return `${BULLETS} (${value.length} characters)`;
  const body = value.slice(prefix.length);
  const random = value.length >= LAST_FOUR_FROM && body.length >= 16 && shannonEntropy(body) >= LAST_FOUR_ENTROPY;
  return `${prefix}…${random && !/\s/.test(value) ? value.slice(-4) : ""} (${value.length} characters)`;
};

/** Of a shorter rest nothing else may be known: the password of a database may begin with its name. */
const LEAST_UNKNOWN = 8;

/** Empty when the value does not start with anything that its format fixes. */
export const publicPrefix = ({ definition }: Rule, value: string): string => {
  if (definition.provider === GENERIC_PROVIDER && definition.preview === undefined) return "";
  const heads = headsOf(definition);
  const lower = value.slice(0, heads[0]?.length).toLowerCase();
  const { length } = heads.find((head) => lower.startsWith(head)) ?? "";
  return value.length - length < LEAST_UNKNOWN ? "" : value.slice(0, length);
};

const known = new WeakMap<RuleDefinition, readonly string[]>();

/** What values of the rule may begin with, in lower case, the longest first. */
const headsOf = (definition: RuleDefinition): readonly string[] => {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const all = definition.preview === undefined ? definition.keywords : [definition.preview];
  const heads = all.map((head) => head.toLowerCase()).sort((a, b) => b.length - a.length);
  known.set(definition, heads);
  return heads;
};

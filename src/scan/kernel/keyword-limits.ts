import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { append } from "../../domain/append.ts";
import { positionsOf, readOn } from "../gate/positions.ts";
import type { Rule } from "../rule.ts";
import { aheadOf } from "./ahead.ts";
import { chooseWindows, type Limits, type Window } from "./keyword-windows.ts";

interface Search {
  readonly windows: readonly Window[];
  /** The table that their `ahead` leads through. */
  readonly ahead: string;
}

/** Where the kernel looks for the keywords of rules, and which places of them count. */
export const searchFor = (rules: readonly Rule[]): Search => {
  const users = new Map<string, Rule[]>();
  for (const rule of rules) for (const keyword of rule.keywords) append(users, keyword, rule);
  const { starts, ahead } = aheadOf(users);
  const windows = chooseWindows([...users.keys()]).map((window) => {
    const start = starts.get(window.keyword);
    const limits = limitsOf(window.keyword, users.get(window.keyword) ?? []);
    return { ...window, ...limits, ...(start !== undefined && { ahead: start }) };
  });
  return { windows, ahead };
};

const limitsOf = (keyword: string, rules: readonly Rule[]): Limits => {
  if (rules.some(({ window, definition }) => window.before > 0 || definition.terms !== undefined)) return {};
  const regexes = rules.flatMap((rule) => rule.regexes);
  const writings = new Set(regexes.map((regex) => writingOf(keyword, regex)));
  const [exact] = writings;
  const run = Math.min(...rules.map((rule) => runBehind(keyword, rule.regexes)));
  return {
    ...(run > 0 && { run }),
    ...(writings.size === 1 && exact !== undefined && { exact }),
    ...(regexes.every(({ source }) => APART.test(source)) && { apart: true as const }),
  };
};

/** What tokens are made of. */
export const TOKEN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.~";
const LONGEST_RUN = 16;

const OTHER_BYTES = Array.from({ length: 256 }, (_, byte) => byte).filter(
  (byte) => !TOKEN_CHARACTERS.includes(String.fromCharCode(byte)),
);

/** How many bytes behind the keyword can be nothing else in any match. */
const runBehind = (keyword: string, regexes: readonly RegExp[]): number => {
  const positions = positionsOf(regexes);
  let set = positions && readOn(positions, positions.first, keyword);
  for (let run = 0; positions !== undefined && set !== undefined; run++) {
    const isOther = set.some((one) => OTHER_BYTES.some((byte) => positions.takes[one]?.[byte] === 1));
    if (isOther || run === LONGEST_RUN) return run;
    if (set.some((one) => positions.last.has(one))) return run + 1;
    set = [...new Set(set.flatMap((one) => positions.follow[one] ?? []))];
  }
  return 0;
};

/** A look behind that forbids letters and digits, unless they may be the end of an escape. */
const APART = /^\(\?<!\(\?:\^\|\[\^\\\\\]\)\[A-Za-z0-9\](?:\||\))/;

/** How the pattern writes the keyword that it begins with; undefined when in several ways. */
const writingOf = (keyword: string, { source, ignoreCase }: RegExp): string | undefined => {
  const pattern = new RegExpParser({ ecmaVersion: 2022 }).parsePattern(source, 0, source.length, { unicode: false });
  const start = ignoreCase ? "" : literalStart(pattern.alternatives);
  const writing = start.slice(0, keyword.length);
  return writing.toLowerCase() === keyword ? writing : undefined;
};

/** The characters that every match begins with. */
const literalStart = (alternatives: readonly AST.Alternative[]): string => {
  const [only, ...others] = alternatives;
  if (only === undefined || others.length > 0) return "";
  let start = "";
  for (const element of only.elements) {
    if (element.type === "Assertion") continue;
    if (element.type === "Character") start += String.fromCharCode(element.value);
    else if (element.type === "Group" || element.type === "CapturingGroup")
      // What follows a group is not looked at: its end may be anywhere.
      return start + literalStart(element.alternatives);
    else return start;
  }
  return start;
};

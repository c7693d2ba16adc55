import { type AST, RegExpParser } from "@eslint-community/regexpp";
import type { Rule } from "../rule.ts";
import { chooseWindows, type Limits, type Window } from "./keyword-windows.ts";

/** Where the kernel looks for the keywords of rules, and which places of them count. */
export const searchFor = (rules: readonly Rule[]): readonly Window[] => {
  const users = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const keyword of rule.keywords) users.set(keyword, [...(users.get(keyword) ?? []), rule]);
  return chooseWindows([...users.keys()]).map((window) => ({
    ...window,
    ...limitsOf(window.keyword, users.get(window.keyword) ?? []),
  }));
};

const limitsOf = (keyword: string, rules: readonly Rule[]): Limits => {
  if (rules.some(({ window, definition }) => window.before > 0 || definition.terms !== undefined)) return {};
  const regexes = rules.flatMap((rule) => rule.regexes);
  const writings = new Set(regexes.map((regex) => writingOf(keyword, regex)));
  const [exact] = writings;
  return {
    ...(writings.size === 1 && exact !== undefined && { exact }),
    ...(regexes.every(({ source }) => APART.test(source)) && { apart: true as const }),
  };
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

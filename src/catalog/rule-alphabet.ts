import { UserError } from "../domain/user-error.ts";
import type { RuleDefinition } from "../scan/rule.ts";

/** The prefilter tells 64 classes of bytes apart, one of them for all bytes that stand in no keyword. */
const MOST_CHARACTERS = 63;

/** Throws UserError `RULE_INVALID` when the keywords of all rules together use too many characters. */
export const checkAlphabet = (rules: Iterable<RuleDefinition>): void => {
  const used = new Map<string, string>();
  for (const { id, keywords, terms } of rules)
    for (const word of [...keywords, ...(terms?.documentWords ?? [])])
      for (const character of word.toLowerCase()) if (!used.has(character)) used.set(character, id);
  if (used.size <= MOST_CHARACTERS) return;
  const [character, id] = [...used].filter(([one]) => !/[a-z0-9]/.test(one)).at(-1) ?? [];
  throw new UserError({
    code: "RULE_INVALID",
    message: `the keywords of all rules use ${used.size} characters, at most ${MOST_CHARACTERS} can be told apart`,
    hint: `a keyword of rule ${id} is the only one with ${JSON.stringify(character)}: shorten it`,
  });
};

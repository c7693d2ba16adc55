/**
 * Whether each match of a pattern ends with its group `secret`, so that nobody has to ask the engine for offsets, with which a
 * match costs five times as much. It is only looked for at the top, behind no choice; that is how nearly all patterns are.
 */
export const endsInSecret = (pattern: string): boolean => {
  let depth = 0;
  /** Of the group: whether it is open, or over. */
  let secret: "before" | "open" | "over" = "before";
  for (const { 0: token } of pattern.matchAll(TOKENS)) {
    if (depth === 0 && (token === "|" || (secret === "over" && !ASSERTION.test(token)))) return false;
    if (token.startsWith("(")) {
      if (depth++ === 0 && token === SECRET) secret = "open";
    } else if (token === ")" && --depth === 0 && secret === "open") secret = "over";
  }
  return secret === "over";
};

const SECRET = "(?<secret>";
/** The beginning of a group, an escape, a class of characters, or one character (ECMA-262, Patterns). */
const TOKENS = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\\.|\[(?:\\.|[^\]\\])*\]|./gs;
/** What takes no characters: the beginning of what is looked at, the end of a text or a word. */
const ASSERTION = /^(?:\(\?<?[=!]|\$|\\[bB])$/;

/** Names that are remembered at a time, and the longest of them: keys and variables repeat, what is longer does not. */
const MOST = 16_384;
const LONGEST = 64;

/** A function of a text that remembers what it said of short ones in latin1. */
export const recalled = <T>(ask: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, { readonly said: T }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.said;
    const said = ask(text);
    if (text.length > LONGEST) return said;
    // A slice keeps the document that it is from in memory; a copy does not.
    const copy = Buffer.from(text, "latin1").toString("latin1");
    if (known.size >= MOST) known.clear();
    if (copy === text) known.set(copy, { said });
    return said;
  };
};

/** Gives one string for all that are equal. */
export type Once = <T extends string | null>(text: T) => T;

/** For texts of which there are few and which many rows have: each is in memory once, and two are soon told to be equal. */
export function createOnce(): Once {
  const kept = new Map<string | null, string | null>();
  return <T extends string | null>(text: T): T => {
    const known = kept.get(text);
    if (known !== undefined) return known as T;
    kept.set(text, text);
    return text;
  };
}

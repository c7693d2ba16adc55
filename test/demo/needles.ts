/**
 * Texts of which none may stand in any output: the value, or for a block of several lines each line of its body, so
 * that it is also recognised where line feeds are escaped.
 */
export const needles = (value: string): readonly string[] =>
  value.includes("\n") ? value.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----")) : [value];

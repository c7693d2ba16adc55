/** Block elements of an eighth more each (Unicode U+2581 to U+2588), and what a terminal without them shows. */
const BLOCKS = "▁▂▃▄▅▆▇█";
const ASCII = "_.:-=+*#";

/** One column per count, from zero to the greatest. Only a zero stands at the bottom. */
export function sparkline(counts: readonly number[], { unicode }: { readonly unicode: boolean }): string {
  const glyphs = unicode ? BLOCKS : ASCII;
  const top = Math.max(1, ...counts);
  return counts.map((count) => glyphs[Math.ceil((count / top) * (glyphs.length - 1))]).join("");
}

/** By character code; all are 0 between two calls. */
const counts = new Uint32Array(256);

/** Shannon entropy of a latin1 text in bits per character; 0 for the empty text. */
export const shannonEntropy = (text: string): number => {
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let bits = 0;
  for (let at = 0; at < length; at++) {
    const count = counts[text.charCodeAt(at)];
    if (count === undefined || count === 0) continue;
    bits -= (count / length) * Math.log2(count / length);
    counts[text.charCodeAt(at)] = 0;
  }
  return bits;
};

/** Longer values are keys and documents, in which long runs are normal (zero bytes are `AAAA` in base64). */
const LONGEST_TOKEN = 200;
const SEQUENCES = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "12345678901234567890"];
const WORDS = /example|placeholder|change_?me|replace|redacted|your[-_]|[-_]here$|insert[-_]|dummy|<[a-z]|\$\{|\{\{/i;

/** The part of a token that should be random is something a person typed to fill its place. */
export const isFiller = (body: string): boolean => {
  if (body.length < 6 || body.length > LONGEST_TOKEN) return false;
  return longestRun(body) >= Math.min(8, body.length / 2) || WORDS.test(body) || isSequence(body) || /[x*]{5}/i.test(body);
};

const longestRun = (text: string): number => {
  let longest = 1;
  for (let at = 1, run = 1; at < text.length; at++) {
    run = text[at] === text[at - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
};

/** At least half of it counts up: `abcdefghij0123456789`. */
const isSequence = (body: string): boolean => {
  const lower = body.toLowerCase();
  let covered = 0;
  for (let at = 0; at + 5 <= lower.length; at++)
    if (SEQUENCES.some((sequence) => sequence.includes(lower.slice(at, at + 5)))) covered++;
  return covered + 4 >= body.length / 2 && covered > 3;
};

import { isRandomText } from "./value-model.ts";

/** Longer values are keys and documents, in which long runs are normal (zero bytes are `AAAA` in base64). */
const LONGEST_TOKEN = 200;
const SEQUENCES = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "9876543210"];
const PLACES =
  /placeholder|change_?me|replace|redacted|your[-_ ]|[-_]here$|insert[-_]|<[a-z][\w .-]{0,40}(?:>|$)|\$\{|\{\{|[x*]{5}/i;

/** Stands where a token should be: one character repeated, or words that say so. Nothing to rotate. */
export const isFiller = (body: string): boolean =>
  body.length >= 6 &&
  body.length <= LONGEST_TOKEN &&
  (longestRun(body) >= body.length - 1 || (PLACES.test(body) && !isRandomText(body)));

/** A person typed it: a long run, an alphabet, `EXAMPLE`. It has the right format, so it is kept with low confidence. */
export const looksTyped = (body: string): boolean =>
  body.length >= 6 &&
  body.length <= LONGEST_TOKEN &&
  (longestRun(body) >= Math.min(8, body.length / 2) || isSequence(body) || /example|dummy|(?:fake){2}/i.test(body));

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

/** Longer values are keys and documents, in which long runs are normal (zero bytes are `AAAA` in base64). */
export const LONGEST_TOKEN = 200;
const SEQUENCES = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "9876543210"];

/** A person typed it: a long run, an alphabet, `EXAMPLE`. It has the right format, so it is kept with low confidence. */
export const looksTyped = (body: string): boolean =>
  body.length >= 6 &&
  body.length <= LONGEST_TOKEN &&
  (longestRun(body) >= Math.min(8, body.length / 2) ||
    isSequence(body) ||
    isStepped(body) ||
    isRepeated(body) ||
    /example|dummy|(?:fake){2}/i.test(body));

export const longestRun = (text: string): number => {
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

/** Half of the characters follow on each other, or on the one before: `abc123def456`, `a1b2c3d4e5f6`. */
const isStepped = (body: string): boolean =>
  body.length >= 10 && (steps(body, 1) >= body.length / 2 || steps(body, 2) >= body.length / 2);

const steps = (body: string, back: number): number => {
  let found = 0;
  for (let at = back; at < body.length; at++) {
    const step = body.charCodeAt(at) - body.charCodeAt(at - back);
    if (step === 1 || (step === -9 && body[at] === "0")) found++;
  }
  return found;
};

/** One piece of up to 16 characters, three times or more, and at most the start of another: `abc123abc123abc123ab`. */
const isRepeated = (body: string): boolean => {
  for (let size = 2; size <= 16 && size * 3 <= body.length; size++)
    if (body.slice(size) === body.slice(0, -size)) return true;
  return false;
};

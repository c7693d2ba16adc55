/** Longer values are keys and documents, in which long runs are normal (zero bytes are `AAAA` in base64). */
export const LONGEST_TOKEN = 200;

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
    run = text.charCodeAt(at) === text.charCodeAt(at - 1) ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
};

/** Characters that count up or down before they are a sequence. */
const COUNTED = 5;
const [ZERO, NINE, A, Z] = [0x30, 0x39, 0x61, 0x7a];

/** At least half of it counts up (digits from 9 on to 0, letters of any case), or digits down: `abcdefghij0123456789`. */
const isSequence = (body: string): boolean => {
  let covered = 0;
  let [up, down] = [1, 1];
  for (let at = 1, before = lowerAt(body, 0); at < body.length; at++) {
    const code = lowerAt(body, at);
    const isDigit = code >= ZERO && code <= NINE && before >= ZERO && before <= NINE;
    const isLetter = code >= A && code <= Z && before >= A && before <= Z;
    const step = code - before;
    up = ((isDigit || isLetter) && step === 1) || (isDigit && step === ZERO - NINE) ? up + 1 : 1;
    down = isDigit && step === -1 ? down + 1 : 1;
    if (up >= COUNTED || down >= COUNTED) covered++;
    before = code;
  }
  return covered + COUNTED - 1 >= body.length / 2 && covered > 3;
};

const lowerAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
};

/** Half of the characters follow on each other, or on the one before: `abc123def456`, `a1b2c3d4e5f6`. */
const isStepped = (body: string): boolean =>
  body.length >= 10 && (steps(body, 1) >= body.length / 2 || steps(body, 2) >= body.length / 2);

const steps = (body: string, back: number): number => {
  let found = 0;
  for (let at = back; at < body.length; at++) {
    const step = body.charCodeAt(at) - body.charCodeAt(at - back);
    if (step === 1 || (step === ZERO - NINE && body.charCodeAt(at) === ZERO)) found++;
  }
  return found;
};

/** One piece of up to 16 characters, three times or more, and at most the start of another: `abc123abc123abc123ab`. */
const isRepeated = (body: string): boolean => {
  for (let size = 2; size <= 16 && size * 3 <= body.length; size++)
    if (body.charCodeAt(size) === body.charCodeAt(0) && body.startsWith(body.slice(size))) return true;
  return false;
};

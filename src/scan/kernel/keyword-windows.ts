import { symbolCost } from "../trigrams.ts";

/** Sets of keywords that the search tells apart by single bytes: one bit each. */
export const BUCKETS = 8;
/** Bytes that a bucket looks at; the byte behind them tells whether the window may be one of a keyword. */
export const LOOKED_AT = 3;
export const CLASSES = 32;

/** What all rules of a keyword ask for, so that other places of it need not be told. */
export interface Limits {
  /** Its one writing. */
  readonly exact?: string;
  /** No letter or digit stands before it, unless an escape does. */
  readonly apart?: true;
  /** So many bytes behind it are characters of tokens, unless an escape begins among them. */
  readonly run?: number;
  /** The states behind it in the table of what may follow (`ahead.ts`): in one of them a match goes on. */
  readonly ahead?: readonly number[];
}

/** Where a keyword is looked for: the window of four bytes at `at`, or of three where it has no more. */
export interface Window extends Limits {
  readonly keyword: string;
  readonly at: number;
  readonly bucket: number;
}

type Choosing = { -readonly [Key in "keyword" | "at" | "bucket"]: Window[Key] };

/**
 * How often each class of bytes (the five lower bits) stands in text, in thousandths: of 100 MB of JavaScript, Python and
 * documentation of packages.
 */
const FREQUENCY = [
  144, 58, 21, 32, 38, 77, 18, 16, 45, 53, 11, 7, 44, 24, 55, 48, 30, 10, 45, 41, 58, 24, 9, 8, 10, 14, 8, 14, 8, 16, 2,
  12,
].map((thousandths) => thousandths / 1000);
/** What it takes to compare a keyword, in units of what it takes to look up a window. */
const COMPARING = 8;
const ROUNDS = 3;

/**
 * Chooses for each keyword the bucket and the window with which the fewest places of a text have to be looked at more
 * closely: one keyword after the other, then again with what is known of the others. All are in lower case. Those that
 * are `known` stay where they are, as choosing takes long: the rules of a user are few beside those of the package.
 */
export const chooseWindows = (keywords: readonly string[], known: readonly Window[] = []): readonly Window[] => {
  const byKeyword = new Map(known.map((window) => [window.keyword, window]));
  const buckets = Array.from({ length: BUCKETS }, emptyBucket);
  const chosen: Choosing[] = [];
  const windows = keywords.map((keyword): Window => {
    const kept = byKeyword.get(keyword);
    if (kept !== undefined) change(buckets, kept, 1);
    else chosen.push({ keyword, at: 0, bucket: -1 });
    return kept ?? (chosen.at(-1) as Choosing);
  });
  choose(buckets, chosen);
  return windows;
};

const choose = (buckets: readonly Bucket[], windows: readonly Choosing[]): void => {
  const choices = new Map(windows.map((window) => [window, choicesOf(window.keyword)]));
  const rarities = new Map(windows.map((window) => [window, rarity(choices.get(window))]));
  const rarest = (window: Choosing): number => rarities.get(window) as number;
  const hardest = windows.toSorted((a, b) => rarest(b) - rarest(a));
  for (let round = 0; round < ROUNDS; round++)
    for (const window of hardest) {
      if (window.bucket >= 0) leave(buckets, window);
      settle(buckets, window, choices.get(window) ?? []);
    }
};

interface Choice {
  readonly at: number;
  readonly classes: readonly number[];
  /** What the window itself costs, wherever it is. */
  readonly own: number;
}

const choicesOf = (keyword: string): readonly Choice[] => {
  const last = Math.max(0, keyword.length - LOOKED_AT - 1);
  return Array.from({ length: last + 1 }, (_, at) => ({
    at,
    classes: [0, 1, 2].map((index) => keyword.charCodeAt(at + index) & (CLASSES - 1)),
    own: COMPARING * likelihood(keyword.slice(at, at + LOOKED_AT + 1)),
  }));
};

/** Of a window in text: two classes that have nothing to do with each other, and trigrams, which know nothing of blanks. */
const likelihood = (window: string): number => {
  let likely = 1;
  for (let index = 0; index < window.length; index++)
    likely *=
      index < 2 || window[index] === " " ? frequency(window.charCodeAt(index)) : 2 ** -symbolCost(window, index);
  return likely;
};

const frequency = (byte: number): number => FREQUENCY[byte & (CLASSES - 1)] as number;

const rarity = (choices: readonly Choice[] = []): number =>
  Math.min(...choices.map(({ classes, own }) => own + classes.reduce((product, one) => product * frequency(one), 1)));

interface Bucket {
  /** How many windows have a class, by place in the window and class. */
  readonly counts: readonly Uint16Array[];
  /** By place: how likely a byte of text is in it. */
  readonly mass: Float64Array;
}

const emptyBucket = (): Bucket => ({
  counts: Array.from({ length: LOOKED_AT }, () => new Uint16Array(CLASSES)),
  mass: new Float64Array(LOOKED_AT),
});

const settle = (buckets: readonly Bucket[], window: Choosing, choices: readonly Choice[]): void => {
  let least = Number.POSITIVE_INFINITY;
  const without = buckets.map((bucket) => passing(bucket, []));
  for (const choice of choices)
    for (let index = 0; index < BUCKETS; index++) {
      const cost = choice.own + passing(buckets[index] as Bucket, choice.classes) - (without[index] as number);
      if (cost >= least) continue;
      least = cost;
      window.bucket = index;
      window.at = choice.at;
    }
  change(buckets, window, 1);
};

/** How likely text passes the bucket once it has these classes too. */
const passing = ({ counts, mass }: Bucket, classes: readonly number[]): number => {
  let product = 1;
  for (let index = 0; index < LOOKED_AT; index++) {
    const one = classes[index];
    const isNew = one !== undefined && counts[index]?.[one] === 0;
    product *= (mass[index] as number) + (isNew ? (FREQUENCY[one] as number) : 0);
  }
  return product;
};

const leave = (buckets: readonly Bucket[], window: Choosing): void => change(buckets, window, -1);

const change = (buckets: readonly Bucket[], { keyword, at, bucket }: Window, by: 1 | -1): void => {
  const { counts, mass } = buckets[bucket] as Bucket;
  for (const [index, count] of counts.entries()) {
    const one = keyword.charCodeAt(at + index) & (CLASSES - 1);
    const before = count[one] as number;
    count[one] = before + by;
    if (before === (by === 1 ? 0 : 1)) mass[index] = (mass[index] as number) + by * (FREQUENCY[one] as number);
  }
};

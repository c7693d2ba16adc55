import { shannonEntropy } from "./entropy.ts";
import { noise } from "./trigrams.ts";
import { looksTyped } from "./typed.ts";

const SHORTEST_TOKEN = 12;
/**
 * Bits by which noise must explain a value better than text. `npm run trigrams -- measure` shows what each limit keeps:
 * with 15, of packages it was not taught, 0.5 % of what is assigned to secret names passes for a token, and 93 % or more of
 * the tokens of any alphabet from 12 characters on, 98 % from 16 on, are kept (with many signs among them 86 and 96 %).
 */
const NOISE = 15;
/**
 * And bits a character: what little speaks for noise in foreign words or in strings of a program side by side adds up in a long
 * text, but to less than 0.4 in all but a few of what was seen in packages it was not taught; of 4,000 tokens of each alphabet, of
 * 16 to 256 characters, all that have those bits have more.
 */
const NOISE_EACH = 0.4;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A machine made it. */
export const looksRandom = (value: string): boolean => {
  if (value.length < SHORTEST_TOKEN || !/^[\x20-\x7e]+$/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return UUID.test(value) || (noise(value) >= Math.max(NOISE, value.length * NOISE_EACH) && !isOfShape(value));
};

/** No word or name, however short. */
export const isNoise = (text: string): boolean => noise(text) >= NOISE;

/** Small letters that can all be read: the name of something that begins as a token does. */
export const isWords = (body: string): boolean => /^[a-z_-]{12,}$/.test(body) && noise(body) < SCRAMBLED;

/** Has the form of a token and was typed, as in examples: letters and digits in order. */
export const looksTypedToken = (value: string): boolean =>
  value.length >= 16 && /^(?=.*\d)(?=(?:.*[a-z]){3})[\w+/=.:-]+$/i.test(value) && looksTyped(value);

const ADDRESS = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}$/i;
/** A mail address, a network address or the like, a digest that says so itself, a file. */
const SHAPES: readonly RegExp[] = [
  ADDRESS,
  /^(?:[0-9a-f]{0,4}:){2,}[0-9a-f.]{0,15}(?:\/\d+)?$/i,
  /^(?:sha(?:1|224|256|384|512)|md5)[-:][\w+/=-]+$/i,
  /\.(?:png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|css|[cm]?[jt]sx?|map|html?|php|py|rb|go|rs|java|json|ya?ml|xml|txt|md|pdf|zip|gz|tgz|jar|so|dll|exe)$/i,
];
/** Characters by their number, and those of an address: what they stand for is what counts. */
const ESCAPES = /\\u\{?[0-9a-f]{2,6}\}?|\\x[0-9a-f]{2}|(?:%[0-9a-f]{2}){2,}/gi;

const isOfShape = (value: string): boolean =>
  SHAPES.some((shape) => shape.test(value)) || (/[\\%]/.test(value) && noise(value.replace(ESCAPES, ".")) < NOISE);

const SIGNS_AND_LETTERS = /^(?=(?:.*[^\w\s]){8})(?=.*\d)(?=.*[a-z].*[a-z].*[a-z])[\x20-\x7e]{32,}$/i;

/** Salts of WordPress and the like: signs and letters without order. What looks like a call or a template in it is none. */
export const isRandomText = (value: string): boolean => SIGNS_AND_LETTERS.test(value) && shannonEntropy(value) >= 4.8;

/** How a human password is built: `mixed` has two kinds of characters or cannot be said, `word` is words or digits only. */
export const passwordStrength = (value: string): "mixed" | "word" | "none" => {
  if (value.length < 3 || value.length > 128 || SENTENCE.test(value)) return "none";
  if (isScrambled(value)) return "mixed";
  const text = /\\/.test(value) ? value.replace(UNICODE_ESCAPES, "u") : value;
  if (text.length >= 5 && kindsOf(text) >= 2 && !NAMES.some((name) => name.test(text))) return "mixed";
  return value.length >= 4 ? "word" : "none";
};

/** Spaces, also escaped; letters of Chinese, Japanese, Korean, Thai and others (UTF-8 read as latin1), which write sentences without. */
const SENTENCE = /\s|\\u00(?:20|a0)|(?:[\xe0\xe1\xe3-\xed][\x80-\xbf]{2}){2}/i;

/** Bits of noise from which letters are no word, as in the app passwords of Google accounts (support.google.com/accounts/answer/185833). */
const SCRAMBLED = 10;
const isScrambled = (value: string): boolean => /^[A-Za-z]{8,64}$/.test(value) && noise(value) >= SCRAMBLED;

/** Letters, those of other languages too; digits; signs. */
const kindsOf = (text: string): number =>
  [/[A-Za-z\x80-\xff]/, /\d/, /[^A-Za-z0-9\x80-\xff]/].filter((kind) => kind.test(text)).length;

/** Signs before, between or behind words do not make a password of them: options, suffixes, paths, constants, addresses. */
const NAMES: readonly RegExp[] = [
  /^[-_.:/\\]*[A-Za-z\x80-\xff]+(?:[-_.:/\\]+[A-Za-z\x80-\xff]+)*[-_.:/\\?,;)]*$/,
  /^[A-Z]+(?:_[A-Z0-9]+){2,}$/,
  /^#?(?:[a-z]+\d?_)+[a-z]+$|^#?[a-z]+(?:_[a-z]+)+_\d$|^#?[a-z]+(?:_[a-z]+){2,}\d$/,
  /^[A-Za-z_$][\w$]*(?:\.(?:[A-Za-z_$][\w$]*|\d{1,2})){2,}$/,
  ADDRESS,
];
const UNICODE_ESCAPES = /\\u\{?[0-9a-f]{2,6}\}?|\\[0-9a-f]{4,6}/gi;

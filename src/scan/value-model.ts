import { shannonEntropy } from "./entropy.ts";

const SHORTEST_TOKEN = 12;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** At least three words or numbers: a file, a host, a setting. A part that mixes cases or digits is no word. */
const IDENTIFIER =
  /^(?:[A-Z]?[a-z]+\d{0,3}|[A-Z]+\d{0,3})(?:[-_./:](?:[A-Z]?[a-z]+\d{0,3}|[A-Z]+\d{0,3}|\d{1,14})){2,}$/;

/** A machine made it: enough disorder, and not mostly words. */
export const looksRandom = (value: string): boolean => {
  if (value.length < SHORTEST_TOKEN || !/^[\x20-\x7e]+$/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (UUID.test(value)) return true;
  if (IDENTIFIER.test(value)) return false;
  const letters = value.replace(/[^A-Za-z]/g, "").length;
  const digits = value.replace(/\D/g, "").length;
  if (digits === 0 && (value.length < 20 || !/[a-z].*[A-Z].*[a-z].*[A-Z]/.test(value))) return false;
  if (letters === 0 || shannonEntropy(value) < (value.length < 20 ? 2.9 : 3.1)) return false;
  if (digits > 0 && value.length >= 20 && breaks(value) >= value.length * 0.35) return true;
  return wordShare(value) < (digits < 2 ? 0.5 : 0.6);
};

const SIGNS_AND_LETTERS = /^(?=(?:.*[^\w\s]){8})(?=.*\d)(?=.*[a-z].*[a-z].*[a-z])[\x20-\x7e]{32,}$/i;

/** Salts of WordPress and the like: signs and letters without order. What looks like a call or a template in it is none. */
export const isRandomText = (value: string): boolean => SIGNS_AND_LETTERS.test(value) && shannonEntropy(value) >= 4.8;

/** Changes between small letters, capitals, digits and signs, but for the capital that begins a word. */
const breaks = (value: string): number => {
  const classes = value
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/\d/g, "0")
    .replace(/[^aA0]/g, "-");
  return classes.match(/(?:a(?=[^a])|A(?=[^Aa])|0(?=[^0])|-(?=[^-]))/g)?.length ?? 0;
};

/** Pairs of consonants that words of European languages have; of all pairs they are a fifth. */
const SPOKEN_PAIRS = new Set(
  "bb bl br bs ch ck cl cr ct dd dr ds dt ff fl fr fs ft gg gh gl gn gr gs gt hl hm hn hr ht hw kk kl kn kr ks kt ld lf lg lk ll lm ln lp ls lt lv lz mb mm mn mp ms nc nd nf ng nh nk nl nm nn np nr ns nt nv nz pf ph pl pp pr ps pt rb rc rd rf rg rh rk rl rm rn rp rr rs rt rv rw rz sb sc sd sf sg sh sk sl sm sn sp sr ss st sv sw sz tb tf th tl tm tn tr ts tt tw tz wh wn wr ws zw zz".split(
    " ",
  ),
);

/** Small letters that nobody can say, as in the app passwords of Google accounts (support.google.com/accounts/answer/185833). */
const isScrambled = (value: string): boolean => {
  if (!/^[a-z]{10,64}$/.test(value)) return false;
  let unspoken = 0;
  for (let at = 1; at < value.length; at++) {
    const pair = value.slice(at - 1, at + 1);
    if (!/[aeiouy]/.test(pair) && !SPOKEN_PAIRS.has(pair)) unspoken++;
  }
  return unspoken >= value.length / 5;
};

/** How a human password is built: `mixed` has two kinds of characters, `word` is letters or digits only. */
export const passwordStrength = (value: string): "mixed" | "word" | "none" => {
  if (value.length < 3 || value.length > 128 || /\s/.test(value)) return "none";
  const kinds = [/[A-Za-z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  if (/^[a-z]+(?:[-_./:][a-z]+)+$/i.test(value) || /^[a-z]+(?:[A-Z][a-z]+)+$/.test(value)) return "word";
  if ((kinds >= 2 && value.length >= 5) || isScrambled(value)) return "mixed";
  return value.length >= 4 ? "word" : "none";
};

/** Part of the characters that stand in something pronounceable of four letters or more, five beside many digits. */
const wordShare = (value: string): number => {
  const shortest = value.length >= 20 && /\d.*\d.*\d/.test(value) ? 5 : 4;
  let inWords = 0;
  for (const [piece] of value.matchAll(/[A-Z]?[a-z]+|[A-Z]+/g))
    if (piece.length >= shortest && isWord(piece.toLowerCase())) inWords += piece.length;
  return inWords / value.length;
};

const isWord = (piece: string): boolean => {
  const vowels = piece.replace(/[^aeiouy]/g, "").length / piece.length;
  return vowels >= 0.2 && vowels <= 0.7 && !/[^aeiouy]{4}|[aeiou]{4}|[jqxzvw][bcdfgjkmpqtvxz]/.test(piece);
};

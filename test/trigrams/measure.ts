import { noise } from "../../src/scan/trigrams.ts";
import { looksRandom, passwordStrength } from "../../src/scan/value-model.ts";
import { CORPUS_NAMES, hasCorpora, readCorpus } from "../score/corpus.ts";
import { ALPHABETS, DIGIT, pick, type Random, seeded, word } from "../support/random.ts";
import type { Package } from "./fetch-packages.ts";
import { readTexts, wordsIn } from "./read-words.ts";

/** Bits of noise; the value model takes one of them. */
const LIMITS = [8, 10, 12, 15, 20, 25];
const LENGTHS = [12, 16, 20, 24, 32, 40];
const SIGNS = "!#$%&()*+,-./:;=?@[]^_{|}~";
const TOKENS: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    ["hex", "HEX", "lower", "letters", "loweralnum", "upperalnum", "base32", "base58", "alnum", "b64", "b64url"].map(
      (name) => [name, ALPHABETS[name]],
    ),
  ),
  printable: `${ALPHABETS.alnum}${SIGNS}`,
};
/** Of each kind and length. */
const SAMPLES = 500;

/**
 * A table: how many seeded tokens, passwords and values of the labelled corpora are kept at each limit and by the value
 * model, then how many words and values of these packages, all of them public, would be. `list` adds those.
 */
export const measure = (packages: readonly Package[], { list }: { readonly list: boolean }): string => {
  const { words, values } = heldOut(packages);
  const rows = [
    ["", "n", ...LIMITS.map((limit) => `noise ${limit}`), "random", "password"],
    ...Object.entries(TOKENS).flatMap(([name, alphabet = ""]) =>
      LENGTHS.map((length) =>
        row(
          `${name} ${length}`,
          samples(name, (random) => pick(random, { alphabet, length })),
        ),
      ),
    ),
    ...Object.entries(PASSWORDS).map(([name, make]) => row(`password: ${name}`, samples(name, make))),
    ...(hasCorpora() ? CORPUS_NAMES.map((name) => row(name, secretsOf(name))) : []),
    row("taken: words", words),
    row("taken: values of secret names", values),
  ];
  const counted = rows.filter(([, n]) => n !== "0");
  const taken = list ? [...values, ...words].filter(looksRandom) : [];
  return [table(counted), ...taken].join("\n");
};

const samples = (name: string, make: (random: Random) => string): readonly string[] => {
  const random = seeded(name);
  return Array.from({ length: SAMPLES }, () => make(random));
};

/** What people choose, and what is given to them. */
const PASSWORDS: Readonly<Record<string, (random: Random) => string>> = {
  "a word": word,
  "a word and digits": (random) => `${word(random)}${pick(random, { alphabet: DIGIT, length: 3 })}`,
  "a word, a sign, digits": (random) => `${word(random)}!${pick(random, { alphabet: DIGIT, length: 2 })}`,
  "two words": (random) => `${word(random)}-${word(random)}`,
  "spelt with digits": (random) => word(random).replace(/[aeio]/g, (vowel) => "4310"["aeio".indexOf(vowel)] as string),
  "10 small letters": (random) => pick(random, { alphabet: ALPHABETS.lower ?? "", length: 10 }),
  "8 letters and digits": (random) => pick(random, { alphabet: ALPHABETS.alnum ?? "", length: 8 }),
};

const SHORTEST = 12;

const secretsOf = (name: (typeof CORPUS_NAMES)[number]): readonly string[] =>
  readCorpus(name).labels.flatMap(({ label, secret }) =>
    label === "T" && secret !== undefined && secret.length >= SHORTEST && !/\s/.test(secret) ? [secret] : [],
  );

/** `name = value` where the name says secret, as loose scanners read it. */
const VALUE =
  /(?:secret|token|key|passw|pwd|auth|cred)[\w.-]{0,30}["'\]]{0,2}[ \t]{0,4}(?:[:=]|=>|:=)[ \t]{0,4}["']?([^\s"'`]{8,150})/gi;
/** Digests, and data in base64: what they are only their place says. */
const DATA = /[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-|^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=]{30,}$/i;

const heldOut = (packages: readonly Package[]): Readonly<Record<"words" | "values", readonly string[]>> => {
  const words = new Set<string>();
  const values = new Set<string>();
  for (const { root } of packages)
    for (const { text } of readTexts(root)) {
      for (const found of wordsIn(text)) words.add(found);
      for (const [, value = ""] of text.matchAll(VALUE)) values.add(value);
    }
  const usable = (text: string): boolean => text.length >= SHORTEST && !DATA.test(text);
  return { words: [...words].filter(usable), values: [...values].filter(usable) };
};

const row = (name: string, values: readonly string[]): readonly string[] => {
  const bits = values.map((value) => noise(value));
  const share = (part: number): string => `${((100 * part) / values.length).toFixed(2)} %`;
  return [
    name,
    String(values.length),
    ...LIMITS.map((limit) => share(bits.filter((bit) => bit >= limit).length)),
    share(values.filter(looksRandom).length),
    share(values.filter((value) => passwordStrength(value) === "mixed").length),
  ];
};

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  return rows
    .map(([name = "", ...cells]) =>
      [name.padEnd(widths[0] ?? 0), ...cells.map((cell, column) => cell.padStart(widths[column + 1] ?? 0))].join("  "),
    )
    .join("\n");
};

import { createCipheriv } from "node:crypto";
import type { RuleDefinition } from "../../../src/scan/rule.ts";
import { pick, type Random, seeded } from "../../support/random.ts";
import { expand } from "../../support/samples.ts";

interface WorstCase {
  readonly name: string;
  /** Path of the document: it says how the text is read. */
  readonly path: string;
  /** A piece of it, which is repeated. */
  readonly piece: (rules: readonly RuleDefinition[]) => string | Buffer;
}

/** Rules that run most often on real files (candidates of the scan bench). */
const NOISY = ["generic-password", "generic-secret"];
const ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LINES = 4000;

/** Files that are made to keep a scanner busy. */
export const WORST_CASES: readonly WorstCase[] = [
  { name: "zeros", path: "data.bin", piece: () => Buffer.alloc(65_536) },
  { name: "random bytes", path: "data.bin", piece: () => randomBytes(4_000_000) },
  { name: "minified JavaScript", path: "app/main.min.js", piece: () => minified(seeded("minified")) },
  { name: "base64, one line", path: "data.txt", piece: () => randomBytes(3_000_000).toString("base64") },
  { name: "base64, lines of 76", path: "data.b64", piece: () => columns(randomBytes(3_000_000).toString("base64")) },
  { name: "hex, lines of 64", path: "data.txt", piece: () => columns(randomBytes(2_000_000).toString("hex"), 64) },
  {
    name: "every keyword and 8 characters",
    path: "app/list.txt",
    piece: (rules) => lines((random, n) => `${keywordOf(rules, n)}${text(random, 8)}`),
  },
  { name: "near misses of every rule", path: "app/list.txt", piece: (rules) => samples(rules, "counterexamples") },
  { name: "secrets of every rule", path: "app/list.txt", piece: (rules) => samples(rules, "examples") },
  {
    name: "near misses of the noisiest rules",
    path: "app/list.txt",
    piece: (rules) => samples(noisy(rules), "counterexamples"),
  },
  { name: "secrets of the noisiest rules", path: "app/list.txt", piece: (rules) => samples(noisy(rules), "examples") },
  {
    name: '{"token":"20 characters"} a line',
    path: "app/log.txt",
    piece: () => lines((random) => `{"token":"${text(random, 20)}"}`),
  },
  {
    name: '{"token":"20 characters"} in JSON',
    path: "app/log.json",
    piece: () => `[${lines((random) => `{"token":"${text(random, 20)}"},`)}`,
  },
  {
    name: '\\"token\\":\\"20 characters\\"',
    path: "app/log.txt",
    piece: () => lines((random) => `{\\"token\\":\\"${text(random, 20)}\\"}`),
  },
  {
    name: "password = a word",
    path: "app/list.txt",
    piece: () => lines((random) => `password = get${text(random, 4)}Value(name)`),
  },
  { name: "key=key=key=", path: "app/list.txt", piece: () => "key=".repeat(LINES) },
  { name: "curl x", path: "app/run.sh", piece: () => "curl x\n".repeat(LINES) },
  {
    name: "eyJ and 3000 characters",
    path: "app/list.txt",
    piece: () => lines((random) => `eyJ${text(random, 3000)}`, 200),
  },
  {
    name: "BEGIN RSA without END",
    path: "app/list.txt",
    piece: () => `-----BEGIN ${"RSA"} PRIVATE KEY-----\n`.repeat(LINES),
  },
  {
    name: "AKIA and 16 characters",
    path: "app/list.txt",
    piece: () => lines((random) => `AKIA${text(random, 16).toUpperCase()}`),
  },
  {
    name: "URLs with a user",
    path: "app/list.txt",
    piece: () => lines((random) => `https://${text(random, 6)}:@host/${text(random, 6)}`),
  },
  {
    name: "%41%42%43",
    path: "app/list.txt",
    piece: () => lines((random) => text(random, 30).replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)),
  },
];

/** The first bytes of a case, at least its piece once over. */
export const worstBytes = (
  { piece }: WorstCase,
  size: number,
  { rules }: { readonly rules: readonly RuleDefinition[] },
): Buffer => {
  const once = Buffer.from(piece(rules));
  return Buffer.alloc(size, once.length > size ? once.subarray(0, size) : once);
};

const lines = (line: (random: Random, n: number) => string, count = LINES): string => {
  const random = seeded("worst");
  return Array.from({ length: count }, (_, n) => `${line(random, n)}\n`).join("");
};

const text = (random: Random, length: number): string =>
  Array.from({ length }, () => ALNUM[Math.floor(random() * ALNUM.length)]).join("");

const keywordOf = (rules: readonly RuleDefinition[], n: number): string => {
  const all = rules.flatMap(({ keywords }) => keywords);
  return all[n % all.length] ?? "";
};

const noisy = (rules: readonly RuleDefinition[]): readonly RuleDefinition[] =>
  rules.filter(({ id }) => NOISY.includes(id));

const samples = (rules: readonly RuleDefinition[], kind: "examples" | "counterexamples"): string => {
  const templates = rules.flatMap((rule) => rule[kind]);
  return templates.map((template, n) => `${expand(template, n)}\n`).join("");
};

const columns = (line: string, width = 76): string => line.replace(new RegExp(`.{${width}}`, "g"), "$&\n");

/** The same bytes each time. */
const randomBytes = (size: number): Buffer =>
  createCipheriv("aes-128-ctr", Buffer.alloc(16, "worst"), Buffer.alloc(16)).update(Buffer.alloc(size));

const minified = (random: Random): string => {
  const name = (): string => pick(random, { alphabet: "abcdefghijklmnopqrstuvwxyz", length: 2 });
  const statement = (): string =>
    `function ${name()}(${name()},${name()}){var ${name()}=${name()}.${name()}("${name()}-${name()}");return ${name()}?${name()}[${Math.floor(random() * 99)}]:{key:${name()},token:!${Math.floor(random() * 2)}}}`;
  return Array.from({ length: LINES }, statement).join(";");
};

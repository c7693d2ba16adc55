import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { noise, unpackTable } from "../../src/scan/trigrams.ts";
import type { Package } from "./fetch-packages.ts";
import { isHexNumber, readTexts, wordsIn } from "./read-words.ts";
import { type Counts, trainTable } from "./train-table.ts";

/** What a first table takes for noise (in bits), the second is not taught: packages hold keys and pictures as text too. */
const NOISE = 25;

/** Writes the table that the scanner ships with, and beside this file what it was made from. */
export const train = (packages: readonly Package[]): void => {
  const counts = countWords(packages);
  const first = unpackTable(trainTable(counts));
  const table = trainTable(new Map([...counts].filter(([word]) => noise(word, first) < NOISE)));
  writeFileSync(join(import.meta.dirname, "..", "..", "src", "scan", "trigram-table.ts"), source(table));
  const sha256 = createHash("sha256").update(unpackTable(table)).digest("hex");
  const from = packages.map(({ name, version, sha256: file }) => ({ name, version, sha256: file }));
  writeFileSync(join(import.meta.dirname, "source.json"), `${JSON.stringify({ sha256, from }, undefined, 2)}\n`);
};

const countWords = (packages: readonly Package[]): Counts => {
  const counts = new Map<string, number>();
  for (const { root } of packages) {
    const words = new Set<string>();
    for (const { text } of readTexts(root)) for (const word of wordsIn(text)) words.add(word);
    for (const word of words) if (!isHexNumber(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
};

const source = (table: string): string =>
  `/** Made by \`npm run trigrams -- train\`; trigrams.ts says what is in it. */
// biome-ignore format: one string, no part of which means anything to a reader
export const TRIGRAM_TABLE = "${table}";
`;

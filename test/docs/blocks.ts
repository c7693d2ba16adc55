import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** Documents that people read, by their paths in the project. */
export const DOCUMENTS: readonly string[] = [
  "README.md",
  "templates/README.md",
  ...readdirSync(resolve(ROOT, "docs")).map((name) => `docs/${name}`),
].sort();

export const textOf = (document: string): string => readFileSync(resolve(ROOT, document), "utf8");

/** A fenced block. */
export interface Block {
  /** `sh`, `console`, `json` ... */
  readonly language: string;
  readonly lines: readonly string[];
}

export const blocksOf = (document: string): readonly Block[] =>
  [...textOf(document).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    lines: text.trimEnd().split("\n"),
  }));

/** The words of a command line as a shell takes them: quotes, no expansion; what follows on `#`, `|`, `>` or `<` is left out. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, single, double, plain, end] of line.matchAll(/\s*(?:'([^']*)'|"([^"]*)"|([^\s'"#|<>]+)|([#|<>].*))/g)) {
    if (end !== undefined) break;
    words.push(single ?? double ?? plain ?? "");
  }
  return words;
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { KNOWN_VALUES } from "../../src/scan/known-data.ts";
import type { KnownLists } from "./known-lists.ts";

const FILE = join(import.meta.dirname, "../../src/scan/known-data.ts");

/** Replaces what packages publish; what vendors print in their documentation stays. */
export const writeKnownData = ({ published, keys }: KnownLists): void => {
  const lists = (title: string, of: Readonly<Record<string, string>>): string =>
    `  ${title}: {\n${Object.entries(of)
      .map(([source, list]) => `    ${JSON.stringify(source)}:\n      ${JSON.stringify(list)},\n`)
      .join("")}  },\n`;
  writeFileSync(
    FILE,
    "/** Hashes by source, base64: see known-values.ts. Written by `npm run clean-tree -- --known`. */\n" +
      `export const KNOWN_VALUES = {\n${lists("examples", KNOWN_VALUES.examples)}${lists("published", packed(published))}${lists("keys", packed(keys))}};\n`,
  );
};

const packed = (lists: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(lists).map(([source, hashes]) => [
      source,
      Buffer.from([...hashes].sort().join(""), "hex").toString("base64"),
    ]),
  );

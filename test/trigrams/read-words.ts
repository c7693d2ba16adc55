import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Pictures, compiled and minified code, and data made to look random. */
const NO_TEXT = /\.(?:map|svg|gz|pyc|mo|png|gif|jpe?g|woff2?|ttf|eot|ico)$|\.min\.|(?:^|\/)(?:vectors|testdata)\//;
/** Of a package, the same ones each time: large packages say the same again and again. */
const MOST_FILES = 1500;
/** Bytes of a file that are read. */
const MOST_BYTES = 1 << 17;

/** The texts of an unpacked package, in an order that depends on their paths only. */
export function* readTexts(root: string): Generator<{ readonly path: string; readonly text: string }> {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => !NO_TEXT.test(path))
    .map((path) => ({ path, order: createHash("sha256").update(path).digest("hex") }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  let read = 0;
  for (const { path } of paths) {
    if (read === MOST_FILES) return;
    if (!lstatSync(join(root, path)).isFile()) continue;
    const bytes = readFileSync(join(root, path)).subarray(0, MOST_BYTES);
    if (bytes.length === 0 || bytes.includes(0)) continue;
    read++;
    yield { path, text: bytes.toString("latin1") };
  }
}

const WORD = /[A-Za-z0-9_./:+@%&~$!?#*^|-]{2,}/g;
/** Longer ones are data. */
const LONGEST_WORD = 64;

/** What may stand as a value: runs of letters, digits and the signs that join them, without the stop that ends a sentence. */
export const wordsIn = (text: string): readonly string[] =>
  (text.match(WORD) ?? []).map((word) => word.replace(/[.:!?]+$/, "")).filter((word) => word.length <= LONGEST_WORD);

const HEX = /(?<![g-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}(?![g-z])|0x[0-9a-f]+|u\+?[0-9a-f]{4}/i;

/** Numbers written in hex and code points: they would teach the table that noise is text. */
export const isHexNumber = (word: string): boolean => HEX.test(word);

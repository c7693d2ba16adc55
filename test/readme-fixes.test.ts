import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { TITLES } from "../src/dockerfile/fixes/index.ts";
import { MANUAL_ADVICE } from "../src/dockerfile/manual.ts";
import { readCases } from "./dockerfile/cases.ts";
import { EXAMPLES } from "./dockerfile/patterns.ts";

const README = join(import.meta.dirname, "..", "README.md");
const MARKED = /<!-- fixes -->\n[\s\S]*?<!-- \/fixes -->/;

/** What the cases of a fix end in. */
const verdictsOf = (id: string): string => {
  const said = readCases().flatMap(({ expected }) => expected.fixes.filter((fix) => fix.startsWith(`${id} `)));
  return [...new Set(said.map((fix) => fix.split(" ")[1]))].sort().join(", ");
};

const row = (...cells: readonly (string | undefined)[]): string =>
  `| ${cells.map((cell) => (cell ?? "").replaceAll("|", "\\|")).join(" | ")} |`;

/** Codes that are notes: of a change that is made all the same, and of every result. */
const NOTED: Readonly<Record<string, string>> = { M8: "auto+confirm", M17: "note" };

/** Every fix that is made, then every reason why one is not. */
const rows = (): readonly string[] => [
  ...Object.entries(TITLES).map(([id, title]) => row(id, title, verdictsOf(id), EXAMPLES[id])),
  ...Object.entries(MANUAL_ADVICE)
    .filter(([code]) => !(code in TITLES))
    .map(([code, { reason }]) => row(code, reason, NOTED[code] ?? "manual", EXAMPLES[code])),
];

it("every fix and every code has a verdict and an example", () => {
  for (const line of rows())
    expect(line).toMatch(/^\| \w+ \| [^|]+ \| (?:auto|auto\+confirm|auto, auto\+confirm|manual|note) \| .+ \|$/);
});

/** With EXHUME_WRITE_README=1 it writes the table between its marks. */
it("README lists every fix and every code", () => {
  const text = readFileSync(README, "utf8");
  const table = [row("code", "pattern", "verdict", "example"), "|---|---|---|---|", ...rows()].join("\n");
  expect(text).toMatch(MARKED);
  const expected = text.replace(MARKED, () => `<!-- fixes -->\n${table}\n<!-- /fixes -->`);
  if (process.env.EXHUME_WRITE_README === "1") writeFileSync(README, expected);
  else expect(text).toBe(expected);
});

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { refusal } from "../support/refusal.ts";
import { blocksOf, DOCUMENTS, textOf, wordsOf } from "./blocks.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const lines = DOCUMENTS.flatMap((document) =>
  blocksOf(document)
    .filter(({ language }) => language === "sh" || language === "console")
    .flatMap((block) => block.lines)
    .map((line) => line.replace(/^\$ /, "").trim())
    .map((line) => ({ document, line, words: wordsOf(line) })),
);
const ours = lines.filter(({ words }) => words.includes("exhume"));

describe("command lines of the documents", () => {
  it("are many, in each of them that shows the use", () => {
    expect(ours.length).toBeGreaterThan(60);
    expect(new Set(ours.map(({ document }) => document)).size).toBeGreaterThan(5);
  });

  it.each(ours)("$document: $line", async ({ words }) =>
    expect(await refusal(words.slice(words.indexOf("exhume") + 1))).toBe(""),
  );

  it("of other programs name those that are ours to name", () => {
    const others = lines.filter(({ words, line }) => !words.includes("exhume") && /^(?:npm|npx|node|tar) /.test(line));
    for (const { words } of others) {
      const [program, verb, script] = words;
      if (program !== "npm" || verb !== "run") continue;
      expect(Object.keys(scripts())).toContain(script);
    }
  });
});

const scripts = (): Readonly<Record<string, string>> => JSON.parse(textOf("package.json")).scripts;

describe("links of the documents", () => {
  const links = [...DOCUMENTS, "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"].flatMap((document) =>
    [
      ...textOf(document)
        .replace(/^```[\s\S]*?^```$/gm, "")
        .matchAll(/\]\(([^)\s]+)\)/g),
    ].map(([, to = ""]) => ({
      document,
      to,
    })),
  );

  it.each(links.filter(({ to }) => !/^[a-z]+:/.test(to)))("$document: $to leads somewhere", ({ document, to }) => {
    const [path = "", anchor] = to.split("#");
    const file = path === "" ? document : resolve(ROOT, dirname(document), path);
    expect(existsSync(resolve(ROOT, file))).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(textOf(resolve(ROOT, file)))).toContain(anchor);
  });
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replace(/\s/g, "-"),
  );

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { scratch } from "../../support/scratch.ts";
import { zipFile } from "../../support/zip.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile, scanTexts } from "./scan-container.ts";

const TSC = join(import.meta.dirname, "../../../node_modules/.bin/tsc");

const map = (content: object): Buffer =>
  Buffer.from(JSON.stringify({ version: 3, names: [], mappings: "", ...content }));

describe("a source map", () => {
  it("of a compiler holds the source as it was written", async () => {
    const source = `// "sourcesContent": ["no"]\nconst a: string = "x";\nconst key = 'a "quoted" ${secret(1)}\\n';\n`;
    const cwd = scratch();
    mkdirSync(`${cwd}/src`);
    writeFileSync(`${cwd}/src/config.ts`, source);
    const options = [
      "--sourceMap",
      "--inlineSources",
      "--noCheck",
      "--target",
      "es2022",
      "--outDir",
      "dist",
      "src/config.ts",
    ];
    execFileSync(TSC, options, { cwd });
    const texts = await scanTexts("dist/config.js.map", readFileSync(`${cwd}/dist/config.js.map`));
    expect(texts["dist/config.js.map!/src/config.ts"]).toBe(source);
    expect(Object.keys(texts)).toHaveLength(3);
  });

  it("names its sources as webpack and others write them, and those that have no name by their number", async () => {
    const sources = ["webpack://shop/./src/a.ts?1f2e", "webpack:///./b.ts", "file:///srv/c.ts", null, "empty.ts"];
    const content = map({ sources, sourcesContent: [1, 2, 3, 4].map(secret).concat("") });
    const { found, skips } = await scanFile("a.js.map", content, { sizes: [13] });
    expect({ found, skips }).toEqual({
      found: ["b.ts", "shop/src/a.ts", "source-4", "srv/c.ts"].map(
        (name, n) => `a.js.map!/${name}: ${secret([2, 1, 4, 3][n]!)}`,
      ),
      skips: [],
    });
  });

  it("of sections, or behind a line that keeps it from running, or packed", async () => {
    const part = (n: number) => ({ version: 3, sources: [`${n}.ts`], sourcesContent: [secret(n)], mappings: "" });
    const sections = [1, 2].map((n) => ({ offset: { line: n, column: 0 }, map: part(n) }));
    const content = Buffer.concat([
      Buffer.from(")]}'\n"),
      Buffer.from(JSON.stringify({ version: 3, sections }, null, 2)),
    ]);
    expect((await scanFile("a.map.gz", gzipSync(content))).found).toEqual(
      [1, 2].map((n) => `a.map.gz!/a.map!/${n}.ts: ${secret(n)}`),
    );
  });

  it.each([
    ["cut", Buffer.from(`{"sources":["a.ts","b.ts"],"sourcesContent":["${secret(1)}","${secret(2)}`)],
    [
      "of strange values",
      Buffer.from(`{"sources":7,"sourcesContent":[{"a":[1]},"${secret(1)}"}]],"sourcesContent":["\\x${secret(2)}"]}`),
    ],
    ["no map", Buffer.from(`{ a map of ${secret(1)} and ${secret(2)} }`)],
  ])("that is %s costs nothing", async (_, content) => {
    const { found, skips } = await scanFile("a.map", content);
    expect(found.map((one) => one.slice(-15)).sort()).toEqual([secret(1), secret(2)]);
    expect(skips).toEqual([]);
  });

  it("has each source scanned once, and all else of it as it is", async () => {
    const sourcesContent = ["a\nb", null, "c"];
    const texts = await scanTexts("a.js.map", map({ sources: ["a.ts", "b.ts", "c.ts"], sourcesContent, x: 1 }));
    expect(texts).toMatchObject({
      "a.js.map": map({ sources: ["a.ts", "b.ts", "c.ts"], sourcesContent: [], x: 1 }).toString(),
      "a.js.map!/a.ts": "a\nb",
      "a.js.map!/c.ts": "c",
    });
  });

  it("has sources of any text, also such as have a map in them", async () => {
    const inner = map({ sources: ["in.ts"], sourcesContent: [`${"y".repeat(5000)} ${secret(1)}`] }).toString("base64");
    const script = `${"x".repeat(70_000)}\n//# sourceMappingURL=data:application/json;base64,${inner}\n"${secret(2)}"`;
    const odd = 'ä \\ "\u2028" \u{1f600} \0 \t</\r\n';
    const texts = await scanTexts("a.map", map({ sources: ["a.js", "b.ts"], sourcesContent: [script, odd.repeat(3)] }));
    expect(texts).toMatchObject({
      "a.map!/a.js": script,
      "a.map!/a.js!/a.js.map!/in.ts": `${"y".repeat(5000)} ${secret(1)}`,
      "a.map!/b.ts": odd.repeat(3),
    });
  });

  it.each([[[13]], [[4096, 700]], [[1_000_000]]])(
    "tells where secrets stand around its sources, chunks of %j",
    async (sizes) => {
      const part = (n: number) => ({
        sources: [`${n}.ts`],
        sourcesContent: [`${"x\n".repeat(3000)}${secret(n)}`],
        names: [secret(n + 5)],
      });
      const sections = [1, 2].map((n) => ({ offset: { line: n, column: 0 }, map: part(n) }));
      const content = Buffer.from(JSON.stringify({ file: secret(9), sections }, null, 2));
      const { findings } = await scanEntries([{ path: "a.map", content }], { sizes });
      const lineOf = (at: number): number => content.toString("latin1", 0, at).split("\n").length;
      const around = findings.filter(({ document }) => document.path === "a.map");
      expect(around.map(({ preview, span, line }) => [preview, span.start, line])).toEqual(
        [9, 6, 7].map((n) => {
          const at = content.indexOf(secret(n));
          return [secret(n), at, lineOf(at)];
        }),
      );
      expect(findings).toHaveLength(5);
    },
  );

  it("that is too large is scanned as it is, and said", async () => {
    const content = map({ sources: ["a"], sourcesContent: [secret(1)] });
    expect(await scanFile("a.map", content, { limits: { heldBytes: 50 } })).toMatchObject({
      found: [`a.map: ${secret(1)}`],
      skips: ["a.map: a source map of more than 50 bytes: scanned as it is"],
    });
  });

  it("in a script, at any length, is read from its base64", async () => {
    const filling = "y".repeat(100_000);
    for (const length of [0, 1, 2, 65_500, 65_536]) {
      const inner = map({ sources: ["src/a.ts"], sourcesContent: [`${filling}${secret(1)}`] }).toString("base64");
      const start = `${"x".repeat(length)}\n//# sourceMappingURL=data:application/json`;
      const scripts = [`${start};base64,${inner}`, `${start};charset=utf-8;base64,${inner}\n// end`];
      for (const script of scripts)
        expect(await scanFile("app.js", Buffer.from(script))).toMatchObject({
          found: [`app.js!/app.js.map!/src/a.ts: ${secret(1)}`],
          skips: [],
        });
    }
  });

  it("a script is no container: one deep in others is no loss", async () => {
    const packed = zipFile([{ path: "b.zip", content: zipFile([{ path: "a.js", content: "let a;" }]) }]);
    expect((await scanFile("a.zip", packed, { limits: { depth: 2 } })).skips).toEqual([]);
  });
});

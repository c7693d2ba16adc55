import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { matrix, uncovered } from "./matrix.ts";

interface Found {
  /** Name of the `describe` around it that is one of an area. */
  readonly area: string;
  readonly name: string;
  readonly at: string;
}

const OWN = "table.test.ts";
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts") && name !== OWN);
const tests = files.flatMap((name) => testsOf(name, readFileSync(join(import.meta.dirname, name), "utf8")));

describe("the test matrix", () => {
  it.each(Object.entries(matrix))("%s: every row has a test of its name, or a reason why not", (area, rows) => {
    const told = [...tests, ...uncovered].filter((one) => one.area === area).map(({ name }) => name);
    expect(rows.filter((row) => !told.includes(row))).toEqual([]);
  });

  it("no test stands outside of the table", () => {
    const rows = new Map<string, readonly string[]>(Object.entries(matrix));
    expect(tests.filter(({ area, name }) => !rows.get(area)?.includes(name))).toEqual([]);
  });

  it("a row is listed once, and is uncovered only while it has no test", () => {
    const listed = Object.entries(matrix).flatMap(([area, rows]) => rows.map((row) => `${area}: ${row}`));
    expect(listed.filter((row, at) => listed.indexOf(row) !== at)).toEqual([]);
    expect(uncovered.filter(({ area, name }) => !matrix[area].includes(name))).toEqual([]);
    expect(uncovered.filter(({ reason }) => reason.trim().length < 10)).toEqual([]);
    expect(uncovered.filter((row) => tests.some(({ area, name }) => area === row.area && name === row.name))).toEqual(
      [],
    );
  });
});

/** Tests that run: `it("name")`, `it.each(...)("name: what of it")`, `it.skipIf(...)("name")`; not those that are switched off. */
function testsOf(file: string, text: string): readonly Found[] {
  const found: Found[] = [];
  const visit = (node: unknown, area: string | undefined): void => {
    if (Array.isArray(node)) for (const child of node) visit(child, area);
    else if (isNode(node)) {
      const call = node.type === "CallExpression" ? readCall(node) : undefined;
      if (call?.off) return;
      if (call?.word === "it" && call.name !== undefined)
        found.push({ area: area ?? "", name: call.name.replace(/: .*$/s, ""), at: file });
      const inside = call?.word === "describe" && call.name !== undefined && call.name in matrix ? call.name : area;
      for (const child of Object.values(node)) visit(child, inside);
    }
  };
  visit(parseSync(file, text).program, undefined);
  return found;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Call {
  readonly word: string;
  readonly off: boolean;
  readonly name: string | undefined;
}

/** `it`, `test` or `describe`, with what hangs on it. */
function readCall(node: Node): Call | undefined {
  const words: string[] = [];
  let callee = node.callee;
  while (isNode(callee) && callee.type !== "Identifier") {
    if (isNode(callee.property)) words.push(String(callee.property.name));
    callee = callee.type === "MemberExpression" ? callee.object : callee.callee;
  }
  const word = isNode(callee) ? String(callee.name).replace(/^test$/, "it") : "";
  if (word !== "it" && word !== "describe") return undefined;
  const [first]: readonly unknown[] = Array.isArray(node.arguments) ? node.arguments : [];
  const name = isNode(first) && typeof first.value === "string" ? first.value : undefined;
  return { word, name, off: words.some((one) => /^(?:skip|todo|fails)$/.test(one)) };
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

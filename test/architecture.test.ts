import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";

/** Imports go down only. A room may import itself and every room of a lower floor; rooms of one floor do not meet. */
const FLOORS: Readonly<Record<string, number>> = {
  domain: 0,
  scan: 1,
  tar: 1,
  rotation: 1,
  dockerfile: 1,
  report: 1,
  catalog: 2,
  registry: 2,
  layer: 2,
  store: 2,
  executor: 2,
  verify: 2,
  builder: 2,
  audit: 3,
  cli: 4,
  page: 2,
  ".": 4,
};
/** report shows what rotation plans: a stair inside floor 1. */
const STAIRS = new Set(["report -> rotation"]);
/** What a pure room may not import: it has no effects. */
const EFFECTS =
  /^(?:node:(?:fs|net|http|https|child_process|worker_threads|os|timers|process|dns|tls)|undici|better-sqlite3|@aws-sdk)/;
const FILE_CAP = 250;
const FILE_MEDIAN = 60;
const FUNCTION_CAP = 60;
const FUNCTION_MEDIAN = 12;

const root = resolve(import.meta.dirname, "..");
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(root, folder, name));
const files = [...filesIn("src"), ...filesIn("page")];
/** `page` runs in the browser of whoever reads a report: its code is a room beside the house. */
const roomOf = (file: string): string => {
  const [top = "", room, ...below] = relative(root, file).split("/");
  return top === "page" ? top : below.length === 0 ? "." : (room ?? ".");
};
const sources = files.map((file) => ({
  file,
  name: relative(root, file),
  room: roomOf(file),
  text: readFileSync(file, "utf8"),
}));
const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");

describe("the house", () => {
  it("imports go down only", () => {
    const upwards = sources.flatMap(({ file, name, room, text }) =>
      importsOf(text)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => roomOf(resolve(dirname(file), specifier)))
        .filter(
          (target) =>
            target !== room &&
            !STAIRS.has(`${room} -> ${target}`) &&
            (FLOORS[target] ?? 9) >= (FLOORS[room] ?? -1) &&
            FLOORS[room] !== 4,
        )
        .map((target) => `${name} -> ${target}`),
    );
    expect(upwards).toEqual([]);
  });

  it("every room has a floor", () => {
    expect([...new Set(sources.map(({ room }) => room))].filter((room) => !(room in FLOORS))).toEqual([]);
  });

  it("pure rooms have no effects", () => {
    const impure = sources
      .filter(({ room }) => (FLOORS[room] ?? 9) <= 1)
      .flatMap(({ name, text }) => [
        ...importsOf(text)
          .filter((specifier) => EFFECTS.test(specifier))
          .map((specifier) => `${name}: ${specifier}`),
        ...[
          ...text.matchAll(
            /\b(?:process\.(?:env|stdout|stderr|cwd)|Date\.now\(\)|new Date\(\)|Math\.random\(\)|console\.)/g,
          ),
        ].map((match) => `${name}: ${match[0]}`),
      ]);
    expect(impure).toEqual([]);
  });

  it("the page of reports shows text as text, and reads nothing but its data", () => {
    const pages = sources.filter(({ room }) => room === "page");
    const foreign = pages.flatMap(({ file, name, text }) =>
      importsOf(text)
        .map((specifier) => (specifier.startsWith(".") ? roomOf(resolve(dirname(file), specifier)) : specifier))
        .filter((target) => target !== "page" && !/^(?:preact|uplot)\b/.test(target) && (FLOORS[target] ?? 9) > 1)
        .map((target) => `${name} -> ${target}`),
    );
    const unsafe = pages.filter(({ text }) =>
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|(?:local|session)Storage/.test(
        text,
      ),
    );
    expect(foreign).toEqual([]);
    expect(unsafe.map(({ name }) => name)).toEqual([]);
  });

  it("only the bin and the settings read the environment", () => {
    const readers = sources.filter(({ text }) => /process\.env/.test(text)).map(({ name }) => name);
    expect(readers).toEqual(["src/cli/context.ts"]);
  });

  it(`no file is over ${FILE_CAP} lines, half are at most ${FILE_MEDIAN}`, () => {
    const lengths = sources.map(({ name, text }) => ({ name, lines: text.split("\n").length - 1 }));
    expect(lengths.filter(({ lines }) => lines > FILE_CAP)).toEqual([]);
    expect(median(lengths.map(({ lines }) => lines))).toBeLessThanOrEqual(FILE_MEDIAN);
  });

  it(`no function is over ${FUNCTION_CAP} lines, half are at most ${FUNCTION_MEDIAN}`, () => {
    const functions = sources.flatMap(({ name, file, text }) =>
      functionsOf(file, text)
        .filter(({ lines }) => lines > 1)
        .map((one) => ({ ...one, at: `${name}:${one.line}` })),
    );
    expect(functions.filter(({ lines }) => lines > FUNCTION_CAP)).toEqual([]);
    expect(median(functions.map(({ lines }) => lines))).toBeLessThanOrEqual(FUNCTION_MEDIAN);
  });

  it("files are kebab-case", () => {
    expect(
      files
        .map((file) => basename(file))
        .filter((name) => !/^(?:\d{4}-)?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.tsx?$/.test(name)),
    ).toEqual([]);
  });
});

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

interface Measured {
  readonly line: number;
  readonly lines: number;
}

/** Every function, method and arrow that is not a one-liner counts with the lines from its head to its end. */
function functionsOf(file: string, text: string): readonly Measured[] {
  const found: Measured[] = [];
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const child of node) visit(child);
    else if (typeof node === "object" && node !== null) {
      if (
        "type" in node &&
        "start" in node &&
        "end" in node &&
        /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(String(node.type))
      )
        found.push({
          line: lineAt(Number(node.start)),
          lines: lineAt(Number(node.end)) - lineAt(Number(node.start)) + 1,
        });
      for (const child of Object.values(node)) visit(child);
    }
  };
  visit(parseSync(file, text).program);
  return found;
}

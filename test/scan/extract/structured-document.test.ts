import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEntries } from "../../../src/scan/extract/read-entries.ts";
import { STRUCTURED_BYTES } from "../../../src/scan/extract/structured-document.ts";
import { seeded } from "../../support/random.ts";
import { expand } from "../../support/samples.ts";
import { FILE, scanBytes, scanText } from "../scan-text.ts";
import { LOGINS } from "./formats/logins.ts";
import { readCase } from "./formats/read-case.ts";
import { SETTINGS } from "./formats/settings.ts";
import { STRUCTURED } from "./formats/structured.ts";
import { XML } from "./formats/xml.ts";

const FILES = [...SETTINGS, ...STRUCTURED, ...XML, ...LOGINS];
const PASSWORD = "<password>";
const YAML = { kind: "file", path: "srv/app/config.yml" } as const;

test("finds the same however a file is cut", () => {
  for (const [index, of] of FILES.entries()) {
    const bytes = Buffer.from(readCase(of).text, "latin1");
    const document = { kind: "file", path: of.path } as const;
    const random = seeded(`cut ${index}`);
    expect(
      scanBytes(bytes, document, () => Math.floor(random() * 40)),
      of.title,
    ).toEqual(scanBytes(bytes, document));
  }
});

test("says the line of a value far behind what the windows hold", () => {
  const value = expand(PASSWORD, 1);
  const [finding] = scanText(
    `${Array.from({ length: 60_000 }, (_unused, index) => `k${index}: 1\n`).join("")}passwords:\n  - ${value}\n`,
    YAML,
  );
  expect(finding).toMatchObject({ name: "passwords", line: 60_002 });
});

test("a document above the limit is read by patterns alone", () => {
  const value = expand(PASSWORD, 1);
  const settings = `passwords:\n  - ${value}\nsmtp:\n  password: ${value}\n`;
  const long = `# ${"x".repeat(STRUCTURED_BYTES)}\n`;
  expect(scanText(settings, YAML).map(({ name }) => name)).toEqual(["passwords", "smtp.password"]);
  expect(scanText(settings + long, YAML).map(({ name }) => name)).toEqual(["password"]);
});

test("lines of a log that begin with a word for secrets are none", () => {
  const log = Array.from({ length: 12 }, (_unused, index) => `PASS: suite/case-${index}a`).join("\n");
  expect(scanText(log, { kind: "file", path: "srv/app/summary" })).toEqual([]);
  expect(scanText("PASS: suite-case-7a\n", FILE)).toHaveLength(1);
});

describe("whatever the bytes are", () => {
  const piece = fc.constantFrom(
    ..."{}[]<>\"'`:=,-#|&*!\\\n\r\t ".split(""),
    "- ",
    ": ",
    '"""',
    "'''",
    "<!--",
    "<![CDATA[",
    "</a>",
    '<a b="',
    "password",
    "key: |\n  ",
    "[x]\n",
    "{{",
    "a",
  );
  const text = fc.array(piece, { maxLength: 300 }).map((pieces) => pieces.join(""));

  test("every span that is read lies in the text, in order", () => {
    fc.assert(
      fc.property(text, (written) => {
        for (const { span } of readEntries(written)) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(written.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["brackets", "{".repeat(300_000)],
    ["lists in lists", "- ".repeat(300_000)],
    ["open flows", "a: [\n".repeat(100_000)],
    ["open tags", "<a>".repeat(200_000)],
    ["open attributes", '<a b="'.repeat(100_000)],
    ["open comments", "<a><!--".repeat(100_000)],
    ["space", `a: ${" ".repeat(500_000)}b`],
    ["blocks in blocks", Array.from({ length: 700 }, (_unused, depth) => `${" ".repeat(depth)}a: |\n`).join("")],
    ["continued lines", "a=\\\n".repeat(150_000)],
    ["open quotes", `x: "\\`.repeat(100_000)],
  ])("%s are read to the end", (_name, hostile) => {
    expect(Array.isArray(readEntries(hostile))).toBe(true);
  });
});

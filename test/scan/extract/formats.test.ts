import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/scan/fingerprint.ts";
import { scanText } from "../scan-text.ts";
import { LANGUAGES } from "./formats/languages.ts";
import { LOGINS } from "./formats/logins.ts";
import { readCase } from "./formats/read-case.ts";
import { SERVICES } from "./formats/services.ts";
import { SETTINGS } from "./formats/settings.ts";
import { SHELL } from "./formats/shell.ts";
import { SOURCE } from "./formats/source.ts";
import { STRUCTURED } from "./formats/structured.ts";
import { TABLES } from "./formats/tables.ts";
import { WRITINGS } from "./formats/writings.ts";
import { XML } from "./formats/xml.ts";

const KEY = Buffer.alloc(32, 7);

/** `*` on either side is whatever it may be. */
const fits = (wish: string, { ruleId, name }: { readonly ruleId: string; readonly name?: string }): string => {
  const [rule = "*", path = "*"] = wish.split(" ");
  return `${rule === "*" ? "*" : ruleId} ${path === "*" ? "*" : name}`;
};

describe.each(
  Object.entries({ SETTINGS, STRUCTURED, XML, LOGINS, SHELL, SOURCE, SERVICES, LANGUAGES, TABLES, WRITINGS }),
)("%s", (_group, cases) => {
  test.each(cases)("$title", (of) => {
    const { text, marks } = readCase(of);
    const findings = scanText(text, { kind: "file", path: of.path });
    const at = (start: number) => marks.findIndex((mark) => start >= mark.start && start < mark.end);
    const seen = findings.map((finding) => {
      const wish = of.finds[at(finding.span.start)] ?? "nothing";
      return `${finding.line}: ${text.slice(finding.span.start, finding.span.end)} = ${fits(wish, finding)}`;
    });
    expect(seen).toEqual(
      marks.map(({ start, end, line }, index) => `${line}: ${text.slice(start, end)} = ${of.finds[index]}`),
    );
    // A private key is known by its public half, not by its writing.
    const known = findings.filter(({ ruleId }) => !ruleId.startsWith("private-key"));
    const values = marks.filter((_mark, index) => !of.finds[index]?.startsWith("private-key"));
    expect(known.map((finding) => finding.fingerprint)).toEqual(values.map(({ value }) => fingerprint(KEY, value)));
  });
});

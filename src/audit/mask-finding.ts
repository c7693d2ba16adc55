import type { ImportedFinding } from "../domain/imported.ts";

/** Shorter values (a password `root`) would erase texts that merely look like them. */
const LEAKABLE = 6;
/** Characters of a value that stands in no name by chance. */
const TOKEN = 16;
const MASK = "•••";

/**
 * The finding without a secret in what is kept and printed of it: tool, rule and place. `valuesIn` finds those of our rules
 * in a text, latin1.
 */
export function maskFinding(finding: ImportedFinding, valuesIn: (text: string) => readonly string[]): ImportedFinding {
  const { tool, rule, place, value, parts = [] } = finding;
  const texts = [tool, rule, ...Object.values(place).filter((told) => typeof told === "string")];
  const secrets = [value, ...parts.map((part) => part.value), ...valuesIn(texts.join("\n")).map(utf8)]
    .filter((one): one is string => one !== undefined && one.length >= LEAKABLE)
    .sort((a, b) => b.length - a.length);
  const without = (text: string, values: readonly string[]): string =>
    values.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  const mask = (text: string): string => without(text.replace(LOGIN, `$1${MASK}@`).replace(QUERY, "$1$2"), secrets);
  // A password may be a word of the name of a rule, and tells nothing there.
  const maskName = (text: string): string =>
    without(
      text,
      secrets.filter(({ length }) => length >= TOKEN),
    );
  const masked = Object.entries(place).map(([name, told]) => [name, typeof told === "string" ? mask(told) : told]);
  return { ...finding, tool: maskName(tool), rule: maskName(rule), place: Object.fromEntries(masked) };
}

/** User and password in a URL. */
const LOGIN = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/gi;
/** What stands behind the path of a URL, but for the line of a file. */
const QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)(?:\?[^\s#]*)?(#L?\d[\dL-]{0,20}(?!\S))?(?:#\S*)?/gi;

const utf8 = (value: string): string => Buffer.from(value, "latin1").toString("utf8");

import type Handlebars from "handlebars";
import { cleanText } from "./clean.ts";
import { toCell } from "./csv-cell.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { day, plural, size } from "./phrases.ts";

/** What a template of the user may call, besides what Handlebars has: `{{markdown secret.title}}`. */
export const TEMPLATE_HELPERS: Readonly<Record<string, Handlebars.HelperDelegate>> = {
  /** As text of Markdown, with nothing in it that means something there. */
  markdown: (text: unknown) => markdownText(String(text)),
  /** As code of Markdown. */
  code: (text: unknown) => markdownCode(String(text)),
  /** As a cell of CSV, which no spreadsheet takes for a formula. */
  csv: (text: unknown) => `"${toCell(cleanText(String(text))).replaceAll('"', '""')}"`,
  /** The day of a date. */
  day: (date: unknown) => day(String(date)),
  /** Bytes: `1.2 GB`. */
  size: (bytes: unknown) => size(Number(bytes)),
  /** `3 secrets`. */
  plural: (count: unknown, noun: unknown) => plural(Number(count), String(noun)),
  /** Whether two are the same: `{{#if (is state "new")}}`. */
  is: (a: unknown, b: unknown) => a === b,
  json: (value: unknown) => JSON.stringify(value),
};

import { obscured } from "../../../support/sample-tokens.ts";
import { expand } from "../../../support/samples.ts";
import type { FormatCase } from "./format-case.ts";

export interface Mark {
  /** In the text without marks. */
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
  /** What the secret is, however it is written. */
  readonly value: string;
}

/** Expands the placeholders of a case and takes its marks out. Outside marks `<password>` is an element of XML. */
export const readCase = (of: FormatCase): { readonly text: string; readonly marks: readonly Mark[] } => {
  const marks: Mark[] = [];
  let text = "";
  let at = 0;
  for (const found of of.text.matchAll(/«(?:(\w+)\|)?([^»]*)»/g)) {
    const [all, encoding = "", template = ""] = found;
    text += expandAround(of.text.slice(at, found.index), marks.length);
    const value = expand(template, marks.length + 11);
    const written = ENCODED[encoding]?.(value) ?? value;
    marks.push({
      start: text.length,
      end: text.length + written.length,
      line: text.split("\n").length,
      value: utf8(value),
    });
    text += written;
    at = found.index + all.length;
  }
  return { text: text + expandAround(of.text.slice(at), marks.length), marks };
};

/** The scanner reads bytes: a character above ASCII is those of its UTF-8. */
const utf8 = (value: string): string => Buffer.from(value).toString("latin1");

const expandAround = (template: string, seed: number): string =>
  expand(template.replace(/<(?=[a-z-]+>)/g, "<\0"), seed).replaceAll("\0", "");

const ENCODED: Readonly<Record<string, (value: string) => string>> = {
  base64: (value) => Buffer.from(value, "latin1").toString("base64"),
  login: (value) => Buffer.from(`ci:${value}`, "latin1").toString("base64"),
  rclone: obscured,
  pgpass: (value) => value.replace(/[\\:]/g, "\\$&"),
  properties: (value) =>
    Array.from(value, (char) => (char > "~" ? `\\u00${char.charCodeAt(0).toString(16)}` : char)).join(""),
  json: (value) => JSON.stringify(value).slice(1, -1).replaceAll("&", "\\u0026"),
  sql: (value) => value.replaceAll("'", "''"),
  xml: (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
};

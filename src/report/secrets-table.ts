import type { Severity } from "../domain/finding.ts";
import type { SecretLine } from "./case-summary.ts";
import { cleanText } from "./clean.ts";
import { cut, pad, padBefore } from "./columns.ts";
import { inked, type Look, PLAIN } from "./look.ts";

const WIDTH = 80;
/** Where the severity stands in a row. */
const SEVERITY = { from: 13, to: 21 };

/** Rows as `secretRow` makes them under a heading, 80 columns. Of a large case there is never more than the text of it. */
export function secretsTable(rows: readonly string[], { ink }: Pick<Look, "ink"> = PLAIN): string {
  const heading = inked({ text: HEAD, role: "heading" }, ink);
  return `${[heading, ...(ink === PLAIN.ink ? rows : rows.map((text) => inkSeverity(text, ink)))].join("\n")}\n`;
}

function inkSeverity(text: string, ink: Look["ink"]): string {
  const severity = text.slice(SEVERITY.from, SEVERITY.to).trimEnd() as Severity;
  return inked({ text, role: severity, from: SEVERITY.from, to: SEVERITY.from + severity.length }, ink);
}

const row = ([id = "", severity = "", state = "", validity = "", images = "", title = ""]: readonly string[]): string =>
  [pad(id, 12), pad(severity, 8), pad(state, 14), pad(validity, 9), padBefore(images, 6), title].join(" ");

const HEAD = row(["ID", "SEVERITY", "WORK", "VALIDITY", "IMAGES", "SECRET"]);

/** One secret, without colours. */
export const secretRow = ({ id, severity, word, validity, images, gone, title }: SecretLine): string =>
  cut(row([id, severity, word, validity, gone ? "gone" : String(images), cleanText(title)]), WIDTH).trimEnd();

import type { SecretLine } from "./case-summary.ts";
import { cleanText } from "./clean.ts";
import { cut, pad, padBefore } from "./columns.ts";
import { inked, type Line, type Look, PLAIN } from "./look.ts";

const WIDTH = 80;

interface SecretsTable {
  readonly text: string;
  /** Without the heading. */
  readonly rows: number;
}

/** One row per secret in the order of the plan, 80 columns. Of a large case there is never more than the text of it. */
export function secretsTable(lines: Iterable<SecretLine>, { ink }: Pick<Look, "ink"> = PLAIN): SecretsTable {
  const told = (line: Line): string => `${inked({ ...line, text: cut(line.text, WIDTH).trimEnd() }, ink)}\n`;
  let text = told({ text: HEAD, role: "heading" });
  let rows = 0;
  for (const line of lines) {
    text += told(secretRow(line));
    rows++;
  }
  return { text, rows };
}

/** Where the severity stands in a row. */
const SEVERITY = 13;

const row = ([id = "", severity = "", state = "", validity = "", images = "", title = ""]: readonly string[]): string =>
  [pad(id, 12), pad(severity, 8), pad(state, 14), pad(validity, 9), padBefore(images, 6), title].join(" ");

const HEAD = row(["ID", "SEVERITY", "WORK", "VALIDITY", "IMAGES", "SECRET"]);

const secretRow = ({ id, severity, state, validity, images, title }: SecretLine): Line => ({
  text: row([id, severity, state, validity, String(images), cleanText(title)]),
  role: severity,
  from: SEVERITY,
  to: SEVERITY + severity.length,
});

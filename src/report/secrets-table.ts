import type { SecretLine } from "./case-summary.ts";
import { cleanText } from "./clean.ts";
import { cut, pad, padBefore } from "./columns.ts";

const WIDTH = 80;

/** One row per secret in the order of the plan, 80 columns. */
export const secretsTable = (lines: readonly SecretLine[]): string =>
  [HEAD, ...lines.map(secretRow)].map((line) => `${cut(line, WIDTH).trimEnd()}\n`).join("");

const row = ([id = "", severity = "", state = "", validity = "", images = "", title = ""]: readonly string[]): string =>
  [pad(id, 12), pad(severity, 8), pad(state, 14), pad(validity, 9), padBefore(images, 6), title].join(" ");

const HEAD = row(["ID", "SEVERITY", "WORK", "VALIDITY", "IMAGES", "SECRET"]);

const secretRow = ({ id, severity, state, validity, images, title }: SecretLine): string =>
  row([id, severity, state, validity, String(images), cleanText(title)]);

import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import { countImages } from "./count-images.ts";
import type { ReportModel, SecretReport } from "./model.ts";

const WIDTH = 80;

/** One row per secret in the order of the plan, 80 columns. */
export const secretsTable = ({ secrets }: ReportModel): string =>
  [HEAD, ...secrets.map(secretRow)].map((line) => `${cut(line, WIDTH).trimEnd()}\n`).join("");

const row = ([id = "", severity = "", state = "", validity = "", images = "", title = ""]: readonly string[]): string =>
  [pad(id, 12), pad(severity, 8), pad(state, 14), pad(validity, 9), images.padStart(6), title].join(" ");

const HEAD = row(["ID", "SEVERITY", "WORK", "VALIDITY", "IMAGES", "SECRET"]);

function secretRow(secret: SecretReport): string {
  const { id, severity, work, validity, title } = secret;
  return row([id, severity, work.state, validity, String(countImages(secret)), cleanText(title)]);
}

import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import type { ReportModel, SecretReport } from "./model.ts";

const WIDTH = 80;

/** One row per secret in the order of the plan, 80 columns. */
export const secretsTable = ({ secrets }: ReportModel): string =>
  [HEAD, ...secrets.map(secretRow)].map((line) => `${cut(line, WIDTH).trimEnd()}\n`).join("");

const columnsOf = (id: string, severity: string, state: string, validity: string, images: string): string =>
  [pad(id, 12), pad(severity, 8), pad(state, 14), pad(validity, 9), images.padStart(6)].join(" ");

const HEAD = `${columnsOf("ID", "SEVERITY", "WORK", "VALIDITY", "IMAGES")} SECRET`;

function secretRow({ id, severity, work, validity, occurrences, title }: SecretReport): string {
  const images = new Set(
    occurrences.flatMap((at) => at.images.map((image) => `${image.registry}/${image.repository}@${image.manifest}`)),
  );
  return `${columnsOf(id, severity, work.state, validity, String(images.size))} ${cleanText(title)}`;
}

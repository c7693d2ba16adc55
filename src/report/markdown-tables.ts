import { EXPOSURES } from "../domain/rotation.ts";
import { countImages } from "./count-images.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import type { ReportModel, SecretReport } from "./model.ts";
import { day } from "./phrases.ts";

/** A table of GitHub Flavored Markdown, which Confluence takes too; cells are texts of anywhere. None without rows. */
const markdownTable = (head: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] =>
  rows.length === 0 ? [] : [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))].map(line);

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A text, or one that must not become a link, as the address of an owner would. */
type Cell = string | { readonly code: string };

const cell = (text: Cell): string =>
  typeof text === "string" ? markdownText(text).trim() || " " : markdownCode(text.code).replaceAll("|", "\\|");

/** Every secret once, in the order of the plan. */
export const secretsRows = ({ secrets }: ReportModel): readonly string[] =>
  markdownTable(
    ["id", "severity", "secret", "exposure", "images", "owner", "due", "work"],
    secrets.map((secret) => [
      secret.id,
      secret.severity,
      secret.title,
      worstOf(secret),
      String(countImages(secret)),
      secret.owner === undefined ? "unknown" : { code: secret.owner.name },
      secret.due === undefined ? "" : `${day(secret.due)}${secret.overdue === true ? ", overdue" : ""}`,
      secret.work.state,
    ]),
  );

/** As the images show it that are still there. */
function worstOf({ occurrences }: SecretReport): string {
  const images = occurrences.flatMap((place) => place.images);
  const present = new Set(images.filter((image) => image.present).map(({ exposure }) => exposure));
  return EXPOSURES.find((kind) => present.has(kind)) ?? (images.length === 0 ? "in no image" : "gone");
}

/** How the case stood after each audit, newest last. */
export const progressRows = ({ trend = [] }: ReportModel): readonly string[] => {
  const waves = [...new Set(trend.flatMap((point) => point.waves.map(({ wave }) => wave)))].sort();
  return markdownTable(
    ["audit", "ended", "open", ...waves.map((wave) => `wave ${wave}`), "found", "closed", "re-opened"],
    trend.map(({ run, at, open, waves: own, found, closed, reopened }) => [
      String(run),
      day(at),
      String(open),
      ...waves.map((wave) => String(own.find((one) => one.wave === wave)?.open ?? 0)),
      ...[found, closed, reopened].map(String),
    ]),
  );
};

import { isOpen } from "../domain/rotation.ts";
import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import type { CoverageEntry, ReportModel, SecretReport } from "./model.ts";
import { plural, size } from "./phrases.ts";
import { verdictPhrase } from "./verdict.ts";

const WIDTH = 80;
const ACTIONS = 5;
const GAPS = 5;

/** One screen, 80 columns and at most 24 lines: the verdict, how much is left, what to do first, what was not read. */
export function statusText(model: ReportModel): string {
  const { totals, coverage } = model;
  const lines = [
    row(model.verdict.toUpperCase(), verdictPhrase(coverage)),
    row(
      "Read",
      `${plural(totals.images, "image")}, ${plural(totals.tags, "tag")}, ${plural(totals.repositories, "repository")}; ${plural(totals.blobs, "blob")}, ${size(totals.bytes)}`,
    ),
    row("Secrets", `${totals.secrets}, ${totals.open} open`),
    row("Severity", counts(totals.bySeverity)),
    row("Work", counts(totals.byState)),
    ...actions(model),
    ...gaps(coverage.entries),
  ];
  return `${lines.map((line) => cut(line, WIDTH).trimEnd()).join("\n")}\n`;
}

const row = (label: string, text: string): string => `${pad(label, 12)}${text}`;

const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none";

/** A credential is one action: its other secrets are not named again. */
function actions({ secrets, credentials }: ReportModel): readonly string[] {
  const followers = new Set(credentials.flatMap(({ secrets: [, ...rest] }) => rest));
  const todo = secrets.filter(({ id, work }) => isOpen(work.state) && !followers.has(id)).slice(0, ACTIONS);
  if (todo.length === 0) return ["", "Nothing is left to rotate."];
  return ["", "Do first", ...todo.map(action)];
}

function action({ id, severity, title, occurrences }: SecretReport): string {
  const images = new Set(
    occurrences.flatMap((at) => at.images.map((image) => `${image.registry}/${image.repository}@${image.manifest}`)),
  );
  return `  ${pad(severity, 9)} ${pad(cleanText(title), 38)} ${pad(plural(images.size, "image"), 14)} ${id}`;
}

function gaps(entries: readonly CoverageEntry[]): readonly string[] {
  const lost = entries.filter(({ status }) => status !== "scanned");
  if (lost.length === 0) return [];
  const shown = lost.slice(0, GAPS).map(gap);
  const more = lost.length > GAPS ? [`  and ${lost.length - GAPS} more: exhume report --format json`] : [];
  return ["", "Not read", ...shown, ...more];
}

const gap = ({ status, scope, subject, path, reason }: CoverageEntry): string =>
  `  ${pad(status, 11)} ${scope} ${cleanText([subject, path].filter(Boolean).join(" "))}: ${cleanText(reason)}`;

import { isOpen } from "../domain/rotation.ts";
import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import { countImages } from "./count-images.ts";
import { type GapGroup, gapGroups } from "./gap-groups.ts";
import { hiddenLines } from "./hidden-lines.ts";
import type { ReportModel, SecretReport } from "./model.ts";
import { plural, shortenDigests, size } from "./phrases.ts";
import { progressLines } from "./progress-text.ts";
import { verdictPhrase } from "./verdict.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 80;
const LINES = 24;
const ACTIONS = 5;
const GAPS = 5;
/** What stands there when the rest of the screen is full, if there is room for it. */
const LEAST_ACTIONS = 3;

/** One screen, 80 columns and at most 24 lines: the verdict, how much is left, what to do first, what was not read. */
export function statusText(model: ReportModel): string {
  const { totals, coverage } = model;
  const head = [
    ...wrap(verdictPhrase(coverage), {
      width: WIDTH,
      first: pad(model.verdict.toUpperCase(), 12),
      rest: " ".repeat(12),
    }).split("\n"),
    row(
      "Read",
      `${plural(totals.images, "image")}, ${plural(totals.tags, "tag")}, ${plural(totals.repositories, "repository")}; ${plural(totals.blobs, "blob")}, ${size(totals.bytes)}`,
    ),
    row("Secrets", [`${totals.secrets}`, `${totals.open} open`, ...allowed(model)].join(", ")),
    ...hiddenLines(totals.hidden).map((line) => row("", line)),
    row("Severity", counts(totals.bySeverity)),
    row("Work", counts(totals.byState)),
    ...progressLines(model),
  ];
  const groups = gapGroups(coverage.entries);
  // Two lines for each heading, one for what is not shown.
  const room = LINES - head.length - 2 - (groups.length === 0 ? 0 : 3);
  const least = Math.max(1, Math.min(LEAST_ACTIONS, groups.length === 0 ? room : room - 1));
  const todo = actions(model, Math.max(least, Math.min(ACTIONS, room - Math.min(groups.length, GAPS))));
  const left = LINES - head.length - todo.length - 3;
  const lines = [...head, ...todo, ...gaps(groups, Math.max(1, Math.min(GAPS, left)))];
  return `${lines.map((line) => cut(line, WIDTH).trimEnd()).join("\n")}\n`;
}

const allowed = ({ secrets }: ReportModel): readonly string[] => {
  const count = secrets.filter((secret) => secret.allowed !== undefined).length;
  return count === 0 ? [] : [`${count} allowed by the ignore file`];
};

const row = (label: string, text: string): string => `${pad(label, 12)}${text}`;

const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none";

/** A credential is one action: its other secrets are not named again. */
function actions({ secrets, credentials, verdict }: ReportModel, most: number): readonly string[] {
  const companions = new Map(credentials.map(({ id, secrets }) => [id, secrets.length - 1]));
  const open = secrets.filter(({ work }) => isOpen(work.state));
  const ids = new Set(open.map(({ id }) => id));
  const followers = new Set(credentials.flatMap(({ id, secrets: [, ...rest] }) => (ids.has(id) ? rest : [])));
  const todo = open.filter(({ id }) => !followers.has(id)).slice(0, most);
  if (todo.length === 0)
    return ["", verdict === "complete" ? "Nothing is left to rotate." : "Nothing to rotate in what was read."];
  return ["", "Do first", ...todo.map((secret) => action(secret, companions.get(secret.id) ?? 0))];
}

function action(secret: SecretReport, companions: number): string {
  const { id, severity, title } = secret;
  const name = companions === 0 ? title : `${title} and ${companions} more`;
  return `  ${pad(severity, 9)} ${pad(cleanText(name), 38)} ${pad(plural(countImages(secret), "image"), 14)} ${id}`;
}

function gaps(groups: readonly GapGroup[], most: number): readonly string[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, most).map(gap);
  const more = groups.length > most ? [`  and ${groups.length - most} more: exhume report --format json`] : [];
  return ["", "Not read", ...shown, ...more];
}

function gap({ status, scope, reason, entries }: GapGroup): string {
  const [{ subject, path } = { subject: "", path: "" }] = entries;
  const one = `${scope} ${cleanText([shortenDigests(subject), path].filter(Boolean).join(" "))}`;
  return `  ${pad(status, 11)} ${entries.length === 1 ? one : plural(entries.length, scope)}: ${cleanText(reason)}`;
}

import type { CaseSummary, SecretLine } from "./case-summary.ts";
import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import { type GapGroup, gapGroups } from "./gap-groups.ts";
import { hiddenLines } from "./hidden-lines.ts";
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

/** The first of the open secrets that are not rotated with another one, in the order of the plan. */
type LeadingLines = (most: number) => readonly SecretLine[];

/** One screen, 80 columns and at most 24 lines: the verdict, how much is left, what to do first, what was not read. */
export function statusText(summary: CaseSummary, lines: LeadingLines): string {
  const { totals, coverage } = summary;
  const head = [
    ...wrap(verdictPhrase(coverage), {
      width: WIDTH,
      first: pad(summary.verdict.toUpperCase(), 12),
      rest: " ".repeat(12),
    }).split("\n"),
    row(
      "Read",
      `${plural(totals.images, "image")}, ${plural(totals.tags, "tag")}, ${plural(totals.repositories, "repository")}; ${plural(totals.blobs, "blob")}, ${size(totals.bytes)}`,
    ),
    row("Secrets", [`${totals.secrets}`, `${totals.open} open`, ...allowed(summary)].join(", ")),
    ...hiddenLines(totals.hidden).map((line) => row("", line)),
    row("Severity", counts(totals.bySeverity)),
    row("Work", counts(totals.byState)),
    ...progressLines(summary),
  ];
  const groups = gapGroups(coverage.entries);
  // Two lines for each heading, one for what is not shown.
  const room = LINES - head.length - 2 - (groups.length === 0 ? 0 : 3);
  const least = Math.max(1, Math.min(LEAST_ACTIONS, groups.length === 0 ? room : room - 1));
  const most = Math.max(least, Math.min(ACTIONS, room - Math.min(groups.length, GAPS)));
  const todo = actions(lines(most), summary);
  const left = LINES - head.length - todo.length - 3;
  const screen = [...head, ...todo, ...gaps(groups, Math.max(1, Math.min(GAPS, left)))];
  return `${screen.map((line) => cut(line, WIDTH).trimEnd()).join("\n")}\n`;
}

const allowed = ({ allowed: count }: CaseSummary): readonly string[] =>
  count === 0 ? [] : [`${count} allowed by the ignore file`];

const row = (label: string, text: string): string => `${pad(label, 12)}${text}`;

const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none";

/** A credential is one action: its other secrets are not named again. */
function actions(todo: readonly SecretLine[], { verdict }: CaseSummary): readonly string[] {
  if (todo.length === 0)
    return ["", verdict === "complete" ? "Nothing is left to rotate." : "Nothing to rotate in what was read."];
  return ["", "Do first", ...todo.map(action)];
}

function action({ id, severity, title, images, companions }: SecretLine): string {
  const name = companions === 0 ? title : `${title} and ${companions} more`;
  return `  ${pad(severity, 9)} ${pad(cleanText(name), 38)} ${pad(plural(images, "image"), 14)} ${id}`;
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

import type { CaseSummary, SecretLine } from "./case-summary.ts";
import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import { type GapGroup, gapGroups } from "./gap-groups.ts";
import { hiddenLines } from "./hidden-lines.ts";
import { inked, type Line, type Look, PLAIN } from "./look.ts";
import { plural, shortenDigests, size } from "./phrases.ts";
import { progressLines, waveLines } from "./progress-text.ts";
import { verdictPhrase } from "./verdict.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 80;
/** Of a terminal of 24: the next command and the prompt stand below. */
const LINES = 22;
const ACTIONS = 5;
const GAPS = 5;
/** Gaps for which the waves are told in one line. */
const LEAST_GAPS = 3;
const LABEL = 12;

/** The first of the open secrets that are not rotated with another one, in the order of the plan. */
type LeadingLines = (most: number) => readonly SecretLine[];

/** One screen, 80 columns and at most 22 lines: the verdict, how much is left, what to do first, what was not read. */
export function statusText(summary: CaseSummary, lines: LeadingLines, look: Look = PLAIN): string {
  const groups = gapGroups(summary.coverage.entries);
  const todo = lines(ACTIONS);
  const standing = standingLines(summary, look);
  // Two lines for each heading.
  const below = 2 + todo.length + (groups.length === 0 ? 0 : 2 + Math.min(groups.length, LEAST_GAPS));
  const waves = waveLines(summary, false);
  const short = standing.length + waves.length + below > LINES;
  const head = [...standing, ...(short ? waveLines(summary, true) : waves)];
  const room = LINES - head.length - 2 - (groups.length === 0 ? 0 : 4);
  const shown = actions(todo.slice(0, Math.max(1, room)), summary);
  const left = LINES - head.length - shown.length - 2;
  const screen = [...head, ...shown, ...gaps(groups, Math.max(2, Math.min(GAPS, left)))];
  return `${screen.map((line) => inked({ ...line, text: cut(line.text, WIDTH).trimEnd() }, look.ink)).join("\n")}\n`;
}

function standingLines(summary: CaseSummary, look: Look): readonly Line[] {
  const { totals, verdict } = summary;
  const read = `${plural(totals.images, "image")}, ${plural(totals.tags, "tag")}, ${plural(totals.repositories, "repository")}; ${plural(totals.blobs, "blob")}, ${size(totals.bytes)}`;
  return [
    ...verdictLines(summary),
    row("Read", read),
    row("Secrets", [`${totals.secrets}`, `${totals.open} open`, ...unproven(summary), ...allowed(summary)].join(", ")),
    ...hiddenLines(totals.hidden).map((line) => row("", line)),
    row("Severity", counts(totals.bySeverity)),
    ...rows("Work", counts(totals.byState).replace(/(?<=[a-z]) (?=\d)/g, HELD)).map(unheld),
    ...progressLines(summary, look),
  ].map((line, index) =>
    index > 0 ? line : { ...line, role: verdict === "complete" ? "good" : "bad", from: 0, to: verdict.length },
  );
}

const verdictLines = ({ verdict, coverage }: CaseSummary): readonly Line[] =>
  rows(verdict.toUpperCase(), verdictPhrase(coverage));

const allowed = ({ allowed: count }: CaseSummary): readonly string[] =>
  count === 0 ? [] : [`${count} allowed by the ignore file`];

/** Somebody says that it is over, and nothing shows it yet. */
const unproven = ({ totals: { byState } }: CaseSummary): readonly string[] => {
  const count = byState.deleted + byState.rotated;
  return count === 0 ? [] : [`${count} ended without a proof (exhume close)`];
};

const rows = (label: string, text: string): readonly Line[] =>
  wrap(text, { width: WIDTH, first: pad(label, LABEL), rest: " ".repeat(LABEL) })
    .split("\n")
    .map((line) => ({ text: line }));
/** Stands for a space at which no line ends. */
const HELD = "_";
const unheld = ({ text }: Line): Line => ({ text: text.replaceAll(HELD, " ") });
const row = (label: string, text: string): Line => ({ text: `${pad(label, LABEL)}${text}` });
const heading = (text: string): Line => ({ text, role: "heading" });
const BLANK: Line = { text: "" };

const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none";

/** A credential is one action: its other secrets are not named again. */
function actions(todo: readonly SecretLine[], { verdict }: CaseSummary): readonly Line[] {
  if (todo.length === 0)
    return [
      BLANK,
      { text: verdict === "complete" ? "Nothing is left to rotate." : "Nothing to rotate in what was read." },
    ];
  return [BLANK, heading("Do first"), ...todo.map(action)];
}

/** What a provider said to work comes before its name, which may be cut. */
function action({ id, severity, title, images, gone, companions, validity }: SecretLine): Line {
  const name = companions === 0 ? title : `${title} and ${companions} more`;
  const shown = validity === "active" ? `active: ${name}` : name;
  const text = `  ${pad(severity, 9)} ${pad(cleanText(shown), 38)} ${pad(gone ? "gone" : plural(images, "image"), 14)} ${id}`;
  return { text, role: severity, from: 2, to: 2 + severity.length };
}

function gaps(groups: readonly GapGroup[], most: number): readonly Line[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, groups.length > most ? most - 1 : most).map(gap);
  const more = groups.length > most ? [{ text: `  and ${groups.length - shown.length} more: exhume coverage` }] : [];
  return [BLANK, heading("Not read"), ...shown, ...more];
}

function gap({ status, scope, reason, entries }: GapGroup): Line {
  const [{ subject, path } = { subject: "", path: "" }] = entries;
  const one = `${scope} ${cleanText([shortenDigests(subject), path].filter(Boolean).join(" "))}`;
  const what = entries.length === 1 ? one : plural(entries.length, scope);
  return { text: `  ${pad(status, 11)} ${what}: ${cleanText(reason)}` };
}

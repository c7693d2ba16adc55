import type { Progress } from "../rotation/progress.ts";
import { waveTitle } from "../rotation/waves.ts";
import type { CaseSummary } from "./case-summary.ts";
import { cleanText } from "./clean.ts";
import { columns, cut, pad } from "./columns.ts";
import type { Line, Look } from "./look.ts";
import { day } from "./phrases.ts";
import { sparkline } from "./sparkline.ts";

const LABEL = 12;
const BAR = 16;

/** Audits that a sparkline shows, the latest ones. */
const AUDITS = 24;
const WIDTH = 80;
const LONGEST_OWNER = 24;

type Standing = Pick<CaseSummary, "progress" | "trend" | "totals" | "owners">;

/** What changed since the audit before, what is late and whose it is, and how the open secrets went from audit to audit. */
export const progressLines = (summary: Standing, look: Look): readonly Line[] => [
  ...(summary.progress === undefined ? [] : changes(summary.progress)),
  ...lateness(summary),
  ...burnDown(summary, look),
];

/** How much of each wave is done: a line each or, where there is no room for that, one for all. */
export function waveLines({ progress }: Pick<CaseSummary, "progress">, short: boolean): readonly Line[] {
  const waves = progress?.waves ?? [];
  if (!short || waves.length < 2) return waves.map((one) => ({ text: waveLine(one) }));
  const each = waves.map(({ wave, secrets, open }) => `${wave}: ${open} of ${secrets}`);
  return [{ text: `${pad("Waves", LABEL)}${each.join(", ")} open` }];
}

function changes({ since, found, closed, reopened, leakedAgain }: Progress): readonly Line[] {
  const standing = [
    ...(reopened === 0 ? [] : [`${reopened} re-opened`]),
    ...(leakedAgain === 0 ? [] : [`${leakedAgain} rotated and leaked again`]),
  ].join(", ");
  const parts = [since === undefined ? "" : `${found} new, ${closed} closed since run ${since.run}`, standing];
  const text = parts.filter(Boolean).join("; ");
  return text === "" ? [] : [{ text: `${pad("Changes", LABEL)}${text}` }];
}

function lateness({ progress, owners }: Standing): readonly Line[] {
  const { overdue = 0, due } = progress ?? {};
  const late = overdue === 0 ? [] : [`${overdue} overdue`];
  const next = due === undefined ? [] : [`next on ${day(due)}`];
  const text = [...late, ...next].join(", ");
  const whom = whose(owners, WIDTH - LABEL);
  const dates: Line = {
    text: `${pad("Due", LABEL)}${text}`,
    role: "bad",
    from: LABEL,
    to: LABEL + late.join("").length,
  };
  return [...(text === "" ? [] : [dates]), ...(whom === "" ? [] : [{ text: `${pad("Owners", LABEL)}${whom}` }])];
}

/** Of the open secrets: as many owners as there is room for, in columns. Nothing when none is known. */
function whose(owners: CaseSummary["owners"], room: number): string {
  if (owners.every(({ name }) => name === undefined)) return "";
  const each = owners.map(({ name, open }) => `${name === undefined ? "no owner" : ownerName(name)} ${open}`);
  const texts = each.map((_, at) => {
    const left = each.length - at - 1;
    return `${each.slice(0, at + 1).join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
  });
  return texts.findLast((text) => columns(text) <= room) ?? texts[0] ?? "";
}

/** Of an address of a source its end tells most, of a person with a mail address the name. */
function ownerName(name: string): string {
  const whole = cleanText(name).replace(/(?<=\S)\s*<[^<>]*>$/, "");
  const clean = whole.replace(/^https?:\/\//i, "");
  const [, end = clean] = clean === whole ? [] : (/([^/]+\/[^/]+?)\/?$/.exec(clean) ?? []);
  return cut(end, LONGEST_OWNER);
}

/** From the second audit on. The last column is now. */
function burnDown({ trend = [], totals }: Standing, look: Look): readonly Line[] {
  if (trend.length < 2) return [];
  const counts = [...trend.map(({ open }) => open), totals.open].slice(-AUDITS);
  const text = `${counts.at(0)} open, then at most ${Math.max(...counts)}, now ${totals.open}`;
  return [{ text: `${pad("Burn-down", LABEL)}${sparkline(counts, look)}  ${text}` }];
}

function waveLine({ wave, secrets, open }: Progress["waves"][number]): string {
  // Only what is all done looks so.
  const done = Math.floor((BAR * (secrets - open)) / Math.max(1, secrets));
  const left = `${open} of ${secrets} open`;
  return `${pad(`Wave ${wave}`, LABEL)}${"#".repeat(done)}${".".repeat(BAR - done)}  ${pad(left, 18)}${waveTitle(wave)}`;
}

import type { Progress } from "../rotation/progress.ts";
import { waveTitle } from "../rotation/waves.ts";
import { pad } from "./columns.ts";
import type { ReportModel } from "./model.ts";
import { day } from "./phrases.ts";

const LABEL = 12;
const BAR = 16;

/** The burn-down: what changed since the audit before, what is late, and how much of each wave is done. */
export const progressLines = ({ progress }: Pick<ReportModel, "progress">): readonly string[] =>
  progress === undefined ? [] : [...changes(progress), ...lateness(progress), ...progress.waves.map(waveLine)];

function changes({ since, found, closed, reopened, leakedAgain }: Progress): readonly string[] {
  const standing = [
    ...(reopened === 0 ? [] : [`${reopened} re-opened`]),
    ...(leakedAgain === 0 ? [] : [`${leakedAgain} rotated and leaked again`]),
  ].join(", ");
  const parts = [since === undefined ? "" : `${found} new, ${closed} closed since run ${since.run}`, standing];
  const text = parts.filter(Boolean).join("; ");
  return text === "" ? [] : [`${pad("Changes", LABEL)}${text}`];
}

function lateness({ overdue, due }: Progress): readonly string[] {
  const parts = [
    ...(overdue === 0 ? [] : [`${overdue} overdue`]),
    ...(due === undefined ? [] : [`next on ${day(due)}`]),
  ];
  return parts.length === 0 ? [] : [`${pad("Due", LABEL)}${parts.join(", ")}`];
}

function waveLine({ wave, secrets, open }: Progress["waves"][number]): string {
  // Only what is all done looks so.
  const done = Math.floor((BAR * (secrets - open)) / Math.max(1, secrets));
  const left = `${open} of ${secrets} open`;
  return `${pad(`Wave ${wave}`, LABEL)}${"#".repeat(done)}${".".repeat(BAR - done)}  ${pad(left, 18)}${waveTitle(wave)}`;
}

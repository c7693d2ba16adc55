import { cleanText } from "./clean.ts";
import { cut, pad } from "./columns.ts";
import { day } from "./phrases.ts";

/** One audit in the list of them. */
export interface RunReport {
  readonly run: number;
  readonly startedAt: string;
  /** None: it was interrupted. */
  readonly finishedAt?: string;
  readonly targets: readonly string[];
  readonly rulesetId: string;
  readonly tool: string;
  /** Secrets: see TrendPoint. */
  readonly found: number;
  readonly closed: number;
  readonly reopened: number;
  readonly open: number;
  /** Blobs served at its end that were not read in full, when that was recorded. */
  readonly unread?: number;
  /** Places that it could not list or pull. */
  readonly gaps?: number;
}

const WIDTH = 80;
const HEAD = `${pad("RUN", 5)}${pad("BEGAN", 18)}${pad("TOOK", 8)}${pad("NEW", 6)}${pad("OPEN", 6)}${pad("UNREAD", 8)}TARGETS`;

const LEGEND = "+N: places that the audit could not list or pull, exhume coverage shows those that are left";

/** The audits of a case, newest first, one line of 80 columns each. */
export const runsText = (runs: readonly RunReport[]): string =>
  `${[HEAD, ...[...runs].reverse().map(line), ...(runs.some(({ gaps = 0 }) => gaps > 0) ? [LEGEND] : [])].join("\n")}\n`;

function line({ run, startedAt, finishedAt, targets, found, open, unread, gaps = 0 }: RunReport): string {
  const began = `${day(startedAt)} ${startedAt.slice(11, 16)}`;
  const took = finishedAt === undefined ? "broken" : duration(Date.parse(finishedAt) - Date.parse(startedAt));
  const blobs = `${unread ?? "?"}${gaps === 0 ? "" : `+${gaps}`}`;
  const counts = `${pad(String(found), 6)}${pad(String(open), 6)}${pad(blobs, 8)}`;
  return cut(`${pad(String(run), 5)}${pad(began, 18)}${pad(took, 8)}${counts}${cleanText(targets.join(" "))}`, WIDTH);
}

/** `4s`, `12m`, `3h 5m`. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

import { cut } from "../report/columns.ts";
import { plural, size } from "../report/phrases.ts";

export interface Counts {
  images: number;
  blobs: number;
  blobsTotal: number;
  bytes: number;
  bytesTotal: number;
  secrets: number;
}

interface Pace {
  /** Since the first blob was begun (ms). */
  readonly elapsed: number;
  /** Seconds to go; none while there is nothing to tell it by. */
  readonly left: number | undefined;
  /** Columns of the terminal, as it is now. */
  readonly width: number;
  readonly unicode: boolean;
}

const BAR = 16;
const BETWEEN = " | ";

/** One line that never wraps: what matters most stands first, and what has no room is left out as a whole. */
export function progressLine(counts: Counts, { elapsed, left, width, unicode }: Pace): string {
  const total = Math.max(1, counts.bytesTotal);
  const bytes = Math.min(counts.bytes, counts.bytesTotal);
  const part = counts.bytesTotal === 0 ? 1 : bytes / total;
  const filled = Math.floor(part * BAR);
  const [full, empty] = unicode ? ["█", "░"] : ["#", "."];
  const parts = [
    `${full.repeat(filled)}${empty.repeat(BAR - filled)} ${Math.floor(part * 100)}%`,
    plural(counts.secrets, "new secret"),
    `${counts.blobs}/${counts.blobsTotal} blobs`,
    size(counts.bytes),
    ...(elapsed < 1000 ? [] : [`${size((counts.bytes / elapsed) * 1000)}/s`]),
    ...(left === undefined || part === 1 ? [] : [`${timeText(left)} left`]),
  ];
  const fitting = parts.findIndex((_, index) => parts.slice(0, index + 1).join(BETWEEN).length >= width);
  return cut((fitting === -1 ? parts : parts.slice(0, Math.max(1, fitting))).join(BETWEEN), Math.max(1, width - 1));
}

/** `45s`, `3m`, `2h 5m`. */
function timeText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)}s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

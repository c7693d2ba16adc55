import type { Judged } from "./judge.ts";

/** Candidates that are judged before any is remembered: few texts have so many. */
const BUSY = 2048;
/** Characters of the windows that are remembered at a time. */
const MOST = 12 * 1024 * 1024;
/** Characters by which windows are told apart; how tokens begin, and how blocks end, is the same in many. */
const KEY = { before: 80, after: 32 };

/**
 * What became of the candidates in the windows of one text. Where it repeats itself (logs, tables, generated code), rules
 * see the same windows again and again. Lives no longer than the scan of the text, as what was caught has raw values.
 */
export interface RepeatedWindows {
  /** Candidates that were judged. */
  judged: number;
  /** Characters of the windows that are remembered. */
  kept: number;
  /** By pattern, and by what stands around the end of what it has caught: a window is too long for a key. */
  readonly by: Map<RegExp, Map<string, Seen>>;
}

export const createRepeatedWindows = (): RepeatedWindows => ({ judged: 0, kept: 0, by: new Map() });

/** All that decides what becomes of a candidate, but for the document: what a pattern has caught in a window, and where. */
interface Looked {
  readonly regex: RegExp;
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

interface Seen {
  readonly text: string;
  readonly at: number;
  readonly caught: Judged | undefined;
}

/** What `look` says, or has said of the same. */
export const caughtBefore = (
  windows: RepeatedWindows,
  { regex, text, at, end }: Looked,
  look: () => Judged | undefined,
): Judged | undefined => {
  if (windows.judged++ < BUSY) return look();
  const key = text.slice(Math.max(at, end - KEY.before), end + KEY.after);
  const seen = ofRegex(windows, regex).get(key);
  if (seen !== undefined && seen.at === at && seen.text === text) return seen.caught;
  const caught = look();
  windows.kept += text.length;
  if (windows.kept > MOST) {
    windows.by.clear();
    windows.kept = text.length;
  }
  ofRegex(windows, regex).set(key, { text, at, caught });
  return caught;
};

const ofRegex = ({ by }: RepeatedWindows, regex: RegExp): Map<string, Seen> => {
  const known = by.get(regex);
  if (known !== undefined) return known;
  const own = new Map<string, Seen>();
  by.set(regex, own);
  return own;
};

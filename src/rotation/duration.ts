/** ISO 8601-1 durations without fractions: `PT12H`, `P36D`, `P1Y`, `P2W`. */
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const DAY = 86_400_000;
/** Years and months count as their longest form: a secret is never called expired too early. */
const UNITS: readonly number[] = [366 * DAY, 31 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, 1_000];
const LATEST = 8.64e15;

/** `start` (ms since the epoch) plus the duration; undefined when it is none or the sum is no date. */
export function addDuration(start: number, duration: string): number | undefined {
  const parts = DURATION.exec(duration)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  const end = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS[index] ?? 0), start);
  return Math.abs(end) <= LATEST ? end : undefined;
}

const WORDS: readonly string[] = ["year", "month", "week", "day", "hour", "minute", "second"];

/** `PT12H` is `12 hours`; what is no duration is told as it is. */
export function durationWords(duration: string): string {
  const parts = DURATION.exec(duration)?.slice(1) ?? [];
  const words = parts.flatMap((part, index) =>
    part === undefined ? [] : [`${part} ${WORDS[index]}${part === "1" ? "" : "s"}`],
  );
  return words.length === 0 ? duration : words.join(" ");
}

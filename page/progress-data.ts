import type { PageData } from "../src/report/page/page-data.ts";

/** Open secrets after each audit, and now; `waves[n]` are those of wave n + 1 and the waves before it, as they are stacked. */
export interface BurnDown {
  /** Seconds since 1970. */
  readonly at: readonly number[];
  readonly labels: readonly string[];
  readonly waves: readonly { readonly wave: number; readonly open: readonly number[] }[];
  readonly found: readonly number[];
  readonly closed: readonly number[];
  readonly reopened: readonly number[];
  readonly open: readonly number[];
}

/** Undefined: no audit has ended. What was done since the last one makes a point of its own. */
export function burnDown({ trend, progress, totals, generatedAt }: PageData): BurnDown | undefined {
  const last = trend?.at(-1);
  if (trend === undefined || last === undefined) return undefined;
  const now = {
    ...{ run: undefined, at: generatedAt, open: totals.open, found: 0, closed: Math.max(0, last.open - totals.open) },
    reopened: 0,
    waves: progress?.waves ?? [],
  };
  const points = totals.open === last.open ? trend : [...trend, now];
  const waves = [...new Set(points.flatMap((point) => point.waves.map(({ wave }) => wave)))].sort();
  const openOf = (point: (typeof points)[number], wave: number): number =>
    point.waves.find((one) => one.wave === wave)?.open ?? 0;
  return {
    at: points.map(({ at }) => Date.parse(at) / 1000),
    labels: points.map(({ run, at }) => `${run === undefined ? "now" : `audit ${run}`}, ${at.slice(0, 10)}`),
    waves: waves
      .map((wave) => ({ wave, open: points.map((point) => openOf(point, wave)) }))
      .filter(({ open }) => open.some((count) => count > 0)),
    found: points.map(({ found }) => found),
    closed: points.map(({ closed }) => closed),
    reopened: points.map(({ reopened }) => reopened),
    open: points.map(({ open }) => open),
  };
}

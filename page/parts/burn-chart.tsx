import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { BurnDown } from "../progress-data.ts";

const HEIGHT = 320;

/** ISO 8601, as everywhere in the report; times where the audits are close to each other. */
const DAYS: uPlot.Axis.Values = [
  [3600 * 24, "{YYYY}-{MM}-{DD}", null, null, null, null, null, null, 1],
  [1, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{MM}-{DD}", null, null, null, 1],
];

/** Open secrets by wave, one on the other. The table beside it says the same in numbers. */
export function BurnChart({ of }: { readonly of: BurnDown }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let chart = draw(element, of);
    const redraw = (): void => {
      chart.destroy();
      chart = draw(element, of);
    };
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const themed = new MutationObserver(redraw);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", redraw);
    return () => {
      resized.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", redraw);
      chart.destroy();
    };
  }, [of]);
  return (
    <div
      class="chart"
      ref={place}
      role="img"
      aria-label="Open secrets by wave over the audits; the table below has the numbers"
    />
  );
}

function draw(element: HTMLElement, { at, waves }: BurnDown): uPlot {
  const styles = getComputedStyle(element);
  const colour = (name: string): string => styles.getPropertyValue(name).trim();
  const stacked = stack(waves.map(({ open }) => open));
  const series = waves
    .map(({ wave, open }, index) => ({
      label: `Wave ${wave}`,
      stroke: colour(`--wave-${wave}`),
      fill: mix(colour(`--wave-${wave}`)),
      ...stepped(),
      points: { show: at.length < 60 },
      value: (_: uPlot, __: number, ___: number, place: number | null) => String(open[place ?? open.length - 1] ?? ""),
      data: stacked[index] ?? [],
    }))
    .reverse();
  const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line") }, ticks: { stroke: colour("--line") } };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] } },
      axes: [
        { ...axis, values: DAYS, space: 90 },
        { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000] },
      ],
      // What lies between two lines has the colour of the upper one.
      bands: waves.slice(1).map((_, index) => ({ series: [index + 1, index + 2] })),
      series: [{ value: "{YYYY}-{MM}-{DD}" }, ...series.map(({ data: _, ...one }) => one)],
    },
    [[...at], ...series.map(({ data }) => [...data])],
    element,
  );
}

/** The number holds from one audit to the next. */
const stepped = (): Pick<uPlot.Series, "paths"> => {
  const paths = uPlot.paths.stepped?.({ align: 1 });
  return paths === undefined ? {} : { paths };
};

/** Each list with those before it added. */
const stack = (lists: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  lists.map((list, index) =>
    list.map((_, at) => lists.slice(0, index + 1).reduce((sum, one) => sum + (one[at] ?? 0), 0)),
  );

const mix = (colour: string): string => `color-mix(in srgb, ${colour} 35%, transparent)`;

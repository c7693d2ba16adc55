import { type Figure, machineText, type Run } from "./figures.ts";
import { row } from "./table.ts";

const COMPARABLE: ReadonlySet<Figure["unit"]> = new Set(["x", "%"]);

/** What became of the ratios of a run in a later one: those that both have, in the order of the first. */
export const compareRuns = (before: Run, after: Run): string => {
  const later = new Map(after.figures.map((figure) => [figure.name, figure]));
  const rows = before.figures
    .filter(({ unit }) => COMPARABLE.has(unit))
    .flatMap((figure) => {
      const now = later.get(figure.name);
      return now?.unit === figure.unit ? [changeRow(figure, now)] : [];
    });
  const warning =
    before.small === after.small ? [] : ["  one of the runs was made with --small: their corpora differ\n"];
  return [
    `before: ${headOf(before)}`,
    `after:  ${headOf(after)}\n`,
    ...warning,
    row(["", "before", "after", "change"]),
    ...rows,
  ].join("\n");
};

const headOf = ({ date, commit, machine }: Run): string => `${date} ${commit}, ${machineText(machine)}`;

const changeRow = (before: Figure, after: Figure): string =>
  row([before.name, shown(before), shown(after), before.value === 0 ? "-" : percent(after.value / before.value - 1)]);

const shown = ({ value, unit }: Figure): string => `${value.toFixed(2)} ${unit}`;

const percent = (change: number): string => `${change < 0 ? "" : "+"}${(100 * change).toFixed(0)} %`;

/**
 * The days, `2027-01-31`, that a cell may mean: none where it is empty, two where a day and a month cannot be told apart.
 * Undefined: it is no date. ISO 8601, with or without a time; 31.01.2027; 31/1/27 and 1/31/27.
 */
export function daysOf(cell: string): readonly string[] | undefined {
  if (cell === "") return [];
  const [, year, month, day] = ISO.exec(cell) ?? [];
  if (year !== undefined) return oneOf([[year, month, day]]);
  const [, first, mark, second, last] = LOCAL.exec(cell) ?? [];
  if (last === undefined) return undefined;
  const whole = last.length === 2 ? `20${last}` : last;
  // Points are written where the day comes first (Unicode CLDR, short dates).
  return oneOf(
    mark === "."
      ? [[whole, second, first]]
      : [
          [whole, second, first],
          [whole, first, second],
        ],
  );
}

const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ][\d:.]+Z?)?$/;
const LOCAL = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})$/;

function oneOf(candidates: readonly (readonly (string | undefined)[])[]): readonly string[] | undefined {
  const days = candidates
    .map(([year = "", month = "", day = ""]) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`)
    .filter(isDay);
  return days.length === 0 ? undefined : [...new Set(days)];
}

const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

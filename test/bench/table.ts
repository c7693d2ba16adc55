/** Lines of a table with a wide first column, and all others aligned to the right. */
export const row = ([label = "", ...cells]: readonly string[], { first = 44, width = 12 } = {}): string =>
  `  ${label.padEnd(first)}${cells.map((cell) => cell.padStart(width)).join("")}`;

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** The middle one, or the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

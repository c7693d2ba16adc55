/** A finding without its value: where it is, and what was said of it. */
export interface FindingLine {
  readonly path: string;
  readonly text: string;
}

export interface Differences {
  readonly same: number;
  /** What only one of both has. */
  readonly lost: readonly FindingLine[];
  readonly gained: readonly FindingLine[];
}

/** Two lists of findings as multisets: the order in which engines tell them is not compared. */
export const compareFindings = (expected: readonly FindingLine[], told: readonly FindingLine[]): Differences => {
  const left = new Map<string, FindingLine[]>();
  for (const line of expected) left.set(keyOf(line), [...(left.get(keyOf(line)) ?? []), line]);
  const gained = told.filter((line) => left.get(keyOf(line))?.pop() === undefined);
  const lost = [...left.values()].flat();
  return { same: expected.length - lost.length, lost, gained };
};

const keyOf = ({ path, text }: FindingLine): string => JSON.stringify([path, text]);

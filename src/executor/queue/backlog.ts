import type { BlobJob } from "../../domain/finding.ts";

/** A job that waits for a worker that serves one of the registries that hold its blob. */
export interface Waiting {
  readonly job: BlobJob;
  /** Holders that those who have the job now do not serve. */
  readonly rest?: BlobJob["holders"];
  /** What those said that were asked in vain. */
  readonly failed: readonly string[];
  /** Workers that ended over it. */
  readonly crashes: number;
}

/** Jobs by the registries that could serve them, in the order they came. */
export interface Backlog {
  size(): number;
  add(waiting: Waiting): void;
  /** To be given out before all others. */
  putBack(waiting: Waiting): void;
  /** The one that waits longest of those with a registry that `serves`. */
  take(serves: (registry: string) => boolean): Waiting | undefined;
  /** How many wait, by the registries that could serve them. */
  waiting(): readonly { readonly registries: readonly string[]; readonly count: number }[];
}

interface Line {
  readonly key: string;
  readonly registries: readonly string[];
  /** A line is given out from `first` on. */
  items: { readonly order: number; readonly waiting: Waiting }[];
  first: number;
}

/** Taken items are cut off once that many stand in front. */
const CUT = 1024;

export function createBacklog(): Backlog {
  const lines = new Map<string, Line>();
  let next = 0;
  let last = 0;
  let size = 0;
  const lineOf = ({ job }: Waiting): Line => {
    const registries = [...new Set(job.holders.map(({ registry }) => registry))].sort();
    const key = JSON.stringify(registries);
    const line = lines.get(key) ?? { key, registries, items: [], first: 0 };
    lines.set(key, line);
    return line;
  };
  const cut = (line: Line): void => {
    if (line.first === line.items.length) lines.delete(line.key);
    if (line.first < CUT) return;
    line.items = line.items.slice(line.first);
    line.first = 0;
  };
  return {
    size: () => size,
    add: (waiting) => {
      size++;
      lineOf(waiting).items.push({ order: next++, waiting });
    },
    putBack: (waiting) => {
      size++;
      const line = lineOf(waiting);
      line.items = [{ order: --last, waiting }, ...line.items.slice(line.first)];
      line.first = 0;
    },
    take: (serves) => {
      const head = ({ items, first }: Line): number => items[first]?.order ?? Number.POSITIVE_INFINITY;
      const [line] = [...lines.values()]
        .filter(({ registries }) => registries.some(serves))
        .sort((a, b) => head(a) - head(b));
      const found = line?.items[line.first];
      if (line === undefined || found === undefined) return undefined;
      line.first++;
      cut(line);
      size--;
      return found.waiting;
    },
    waiting: () =>
      [...lines.values()].map(({ registries, items, first }) => ({ registries, count: items.length - first })),
  };
}

import type { Random } from "../../support/random.ts";

/** Costs of the work on blobs, as benches on one machine measured them. */
interface Costs {
  /** Seconds that a blob takes apart from its bytes: a request, and its way through the queue. */
  readonly secondsEach: number;
  /** Of one core, for each byte as stored. */
  readonly secondsPerByte: number;
}

interface Crowd {
  readonly workers: number;
  readonly cores: number;
  /** Blobs at a time in each. */
  readonly concurrency: number;
  /** Bytes per second of one worker's network. */
  readonly link: number;
}

/** What a registry gives, to all together. */
interface Allowance {
  readonly bytesPerSecond: number;
  readonly requestsPerSecond: number;
}

export interface Simulated {
  readonly seconds: number;
  /** Share of the time that the cores worked. */
  readonly busy: number;
}

interface Simulate {
  readonly sizes: Iterable<number>;
  readonly costs: Costs;
  readonly crowd: Crowd;
  readonly registry: Allowance;
}

/**
 * Time that is not waited for: each blob begins at the first place that is free, and ends when its bytes have come through
 * the registry and the link of its worker, and one of the cores has scanned them.
 */
export function simulate({ sizes, costs, crowd, registry }: Simulate): Simulated {
  const places = createHeap(
    Array.from({ length: crowd.workers * crowd.concurrency }, (_, at) => ({ at: 0, worker: at % crowd.workers })),
  );
  const cores = Array.from({ length: crowd.workers }, () => new Float64Array(crowd.cores));
  const links = new Float64Array(crowd.workers);
  let requests = 0;
  let given = 0;
  let end = 0;
  let worked = 0;
  for (const size of sizes) {
    const { at, worker } = places.first();
    const asked = Math.max(at, requests);
    requests = asked + 1 / registry.requestsPerSecond;
    const begun = asked + costs.secondsEach;
    given = Math.max(given, begun) + size / registry.bytesPerSecond;
    const link = Math.max(links[worker]!, begun) + size / crowd.link;
    links[worker] = link;
    const work = size * costs.secondsPerByte;
    const core = earliest(cores[worker]!);
    const scanned = Math.max(cores[worker]![core]!, begun) + work;
    cores[worker]![core] = scanned;
    worked += work;
    const done = Math.max(given, link, scanned);
    end = Math.max(end, done);
    places.replaceFirst({ at: done, worker });
  }
  return { seconds: end, busy: worked / (end * crowd.workers * crowd.cores) };
}

const earliest = (times: Float64Array): number => {
  let found = 0;
  for (let at = 1; at < times.length; at++) if (times[at]! < times[found]!) found = at;
  return found;
};

interface Place {
  readonly at: number;
  readonly worker: number;
}

/** A binary heap by time. */
const createHeap = (items: Place[]) => ({
  first: (): Place => items[0]!,
  replaceFirst: (item: Place): void => {
    let at = 0;
    for (;;) {
      let least = 2 * at + 1;
      if (least + 1 < items.length && items[least + 1]!.at < items[least]!.at) least++;
      if (least >= items.length || items[least]!.at >= item.at) break;
      items[at] = items[least]!;
      at = least;
    }
    items[at] = item;
  },
});

/** Kinds of layers as organisations have them (bench/order), how many of a hundred, and bytes as stored. */
const KINDS = [
  { share: 45, least: 60e3, most: 1.5e6 },
  { share: 9, least: 8e6, most: 25e6 },
  { share: 12, least: 10e6, most: 40e6 },
  { share: 18, least: 15e6, most: 75e6 },
  { share: 6, least: 40e6, most: 140e6 },
  { share: 10, least: 28e6, most: 50e6 },
];

/** The size of a layer, in bytes as stored: 22 MB in the mean. */
export function layerSize(random: Random): number {
  let at = random() * 100;
  const kind = KINDS.find(({ share }) => {
    at -= share;
    return at < 0;
  });
  const { least, most } = kind ?? KINDS[0]!;
  return least * (most / least) ** random();
}

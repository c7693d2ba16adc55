import { openCorpus } from "../corpus/corpus.ts";
import type { Keep } from "../figures.ts";
import { median, print, row } from "../table.ts";
import { auditCost } from "./audits.ts";

interface RebuiltOptions {
  readonly small: boolean;
  readonly runs: number;
  readonly keep: Keep;
}

/** Layers of the same files: two are scanned, the third is looked at more closely, the others are known. */
const LAYERS = [1, 2, 3, 7];

/** What a layer costs that was built again of the same files, in CPU of the whole audit: other blobs with the same content. */
export async function rebuilt({ small, runs, keep }: RebuiltOptions): Promise<void> {
  const { gzip, sha256 } = openCorpus({ small });
  const layer = { path: gzip, diffId: `sha256:${sha256}` } as const;
  print(`Rebuilt: layers of the same files, one thread, CPU s of the audit; medians of ${runs}\n`);
  const costs = new Map<number, number[]>(LAYERS.map((count) => [count, []]));
  for (let round = 0; round < runs; round++)
    for (const count of LAYERS) {
      process.stderr.write(`round ${round + 1} of ${runs}: ${count} layers\n`);
      const { cpuSeconds } = await auditCost({ layers: Array.from({ length: count }, () => layer), threads: 1 });
      costs.get(count)?.push(cpuSeconds);
    }
  const [one = 0, two = 0, three = 0, seven = 0] = [...costs.values()].map(median);
  const each = {
    "the first": one,
    "the second": two - one,
    "the third": three - two,
    "each of four more": (seven - three) / 4,
  };
  print(row(["", "CPU s", "of the first"], { first: 24, width: 14 }));
  for (const [label, seconds] of Object.entries(each)) {
    print(row([label, seconds.toFixed(2), `${Math.round((100 * seconds) / one)} %`], { first: 24, width: 14 }));
    keep({ name: `rebuilt: ${label} / the first`, value: seconds / one, unit: "x" });
  }
}

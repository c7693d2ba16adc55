import { type Corpus, openCorpus } from "../corpus/corpus.ts";
import type { Keep } from "../figures.ts";
import { mebibytes, median, print, row } from "../table.ts";
import { auditCost, hasThreads } from "./audits.ts";
import { candidatesTable } from "./candidates-table.ts";
import type { Cost } from "./cost.ts";
import { gzipCost } from "./gzip-program.ts";
import { runStage } from "./stage-process.ts";
import { inputOf } from "./stages.ts";

interface ScanOptions {
  readonly small: boolean;
  readonly runs: number;
  readonly keep: Keep;
}

/** What is measured, in the order of the table: how often it goes over the layer, and how. */
interface Step {
  readonly label: string;
  readonly layers: number;
  /** Part of the layer, when it is not all of it. */
  bytes?: number;
  readonly run: () => Promise<Cost> | Cost;
}

const INFLATE = "inflate: Node's, bare, 256 KiB";
const GZIP = "gzip -dc >/dev/null";
const ONE = "audit, one layer, one thread";
const TWO = "audit, one layer, two threads";
const TWO_OF_TWO = "audit, two layers, two threads";
const MEMORY = "scan of bytes in memory";

/** From bare inflate to whole audits of one large gzip layer, in ratios of one run: each round runs every step once. */
export async function scan({ small, runs, keep }: ScanOptions): Promise<void> {
  const corpus = openCorpus({ small });
  print(
    `Scan: a layer of ${mebibytes(corpus.bytes.tar)} in ${mebibytes(corpus.bytes.gzip)} of gzip, sha256 ${corpus.sha256.slice(0, 12)}; medians of ${runs}`,
  );
  print("  CPU is of all threads: on a busy machine its ratios are the ones to read\n");
  const steps = await stepsOf(corpus);
  const costs = await measure(steps, runs);
  const tables = { steps, costs, bytes: corpus.bytes.tar };
  print(
    row(["", "s", "CPU s", "MB/s", "/ inflate", "/ gzip -dc", "CPU / infl.", "peak RSS"], { first: 32, width: 12 }),
  );
  for (const step of steps) printStep(step, { ...tables, keep });
  printRatios(tables, keep);
  await candidatesTable(inputOf(corpus), keep);
}

async function stepsOf(corpus: Corpus): Promise<readonly Step[]> {
  const input = inputOf(corpus);
  const layer = { path: corpus.gzip, diffId: `sha256:${corpus.sha256}` } as const;
  const memory: Step = {
    label: MEMORY,
    layers: 1,
    run: async () => {
      const result = await runStage("memory", input);
      memory.bytes = result.bytes;
      // Of its memory most is the sample.
      return { ...result, peakBytes: 0 };
    },
  };
  const audit = (label: string, layers: number, threads: number): Step => ({
    label,
    layers,
    run: () => auditCost({ layers: Array.from({ length: layers }, () => layer), threads }),
  });
  const threaded = await hasThreads();
  if (!threaded) print("  this build has no --threads: what needs two is left out");
  return [
    { label: GZIP, layers: 1, run: () => gzipCost(corpus.gzip) },
    { label: INFLATE, layers: 1, run: () => runStage("inflate", input) },
    { label: "+ sha256 of the packed bytes", layers: 1, run: () => runStage("hashed", input) },
    { label: "layer, all but the scanner", layers: 1, run: () => runStage("unpacked", input) },
    { label: "the same of zstd", layers: 1, run: () => runStage("unpacked", { ...input, layer: corpus.zstd }) },
    { label: "layer, scanned", layers: 1, run: () => runStage("layer", input) },
    memory,
    audit(ONE, 1, 1),
    ...(threaded ? [audit(TWO, 1, 2), audit(TWO_OF_TWO, 2, 2)] : []),
  ];
}

type Costs = ReadonlyMap<string, Cost>;

async function measure(steps: readonly Step[], runs: number): Promise<Costs> {
  const taken = new Map<string, Cost[]>(steps.map(({ label }) => [label, []]));
  for (let round = 0; round < runs; round++)
    for (const { label, run } of steps) {
      process.stderr.write(`round ${round + 1} of ${runs}: ${label}\n`);
      taken.get(label)?.push(await run());
    }
  const middle = (costs: readonly Cost[]): Cost => ({
    seconds: median(costs.map(({ seconds }) => seconds)),
    cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)),
  });
  return new Map([...taken].map(([label, costs]) => [label, middle(costs)]));
}

interface Tables {
  readonly costs: Costs;
  /** Of the unpacked layer. */
  readonly bytes: number;
}

function printStep(step: Step, { costs, bytes, keep }: Tables & { readonly keep: Keep }): void {
  const [cost, inflate, gzip] = [costs.get(step.label)!, costs.get(INFLATE)!, costs.get(GZIP)!];
  // To what the same bytes take: of the layer, of two, or of a part of it.
  const worked = step.bytes ?? bytes * step.layers;
  const part = worked / bytes;
  const ratio = (of: keyof Cost, to: Cost): number => cost[of] / (to[of] * part);
  print(
    row(
      [
        step.label,
        cost.seconds.toFixed(2),
        cost.cpuSeconds.toFixed(2),
        (worked / 1e6 / cost.seconds).toFixed(0),
        ratio("seconds", inflate).toFixed(2),
        ratio("seconds", gzip).toFixed(2),
        ratio("cpuSeconds", inflate).toFixed(2),
        cost.peakBytes === 0 ? "-" : mebibytes(cost.peakBytes),
      ],
      { first: 32, width: 12 },
    ),
  );
  keep({ name: `scan: ${step.label}`, value: worked / 1e6 / cost.seconds, unit: "MB/s" });
  keep({ name: `scan: ${step.label} / inflate`, value: ratio("seconds", inflate), unit: "x" });
  keep({ name: `scan: ${step.label} / gzip -dc`, value: ratio("seconds", gzip), unit: "x" });
  keep({ name: `scan: ${step.label}, CPU / inflate`, value: ratio("cpuSeconds", inflate), unit: "x" });
  if (cost.peakBytes > 0) keep({ name: `scan: ${step.label}, peak RSS`, value: cost.peakBytes / 2 ** 20, unit: "MiB" });
}

/** What issue 7 asks for. */
function printRatios({ costs, bytes, steps }: Tables & { readonly steps: readonly Step[] }, keep: Keep): void {
  const [inflate, gzip, one] = [costs.get(INFLATE)!, costs.get(GZIP)!, costs.get(ONE)!];
  const [two, both, memory] = [costs.get(TWO), costs.get(TWO_OF_TWO), costs.get(MEMORY)!];
  const part = (steps.find(({ label }) => label === MEMORY)?.bytes ?? bytes) / bytes;
  const bar = (label: string, value: number, { most, least }: { most?: number; least?: number }): void => {
    const met = value <= (most ?? Number.POSITIVE_INFINITY) && value >= (least ?? 0);
    const wanted = most === undefined ? `>= ${least}` : `<= ${most}`;
    print(row([label, value.toFixed(2), wanted, met ? "reached" : "not yet"], { first: 60, width: 10 }));
    keep({ name: `scan: bar: ${label}`, value, unit: "x" });
  };
  print("");
  bar("one layer, one thread / inflate", one.seconds / inflate.seconds, { most: 1.7 });
  bar("one layer, one thread / gzip -dc", one.seconds / gzip.seconds, { most: 0.7 });
  if (two !== undefined) bar("one layer, two threads / inflate", two.seconds / inflate.seconds, { most: 1.25 });
  if (both !== undefined)
    bar("two layers on two threads, times as fast as one", (2 * one.seconds) / both.seconds, { least: 1.7 });
  bar("scan of bytes in memory, times as fast as inflate", (inflate.cpuSeconds * part) / memory.cpuSeconds, {
    least: 2,
  });
  print("");
}

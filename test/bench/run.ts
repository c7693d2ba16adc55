import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compareRuns } from "./compare.ts";
import { enumeration } from "./enumeration.ts";
import { equal } from "./equal/equal.ts";
import { type Figure, type Keep, machineText, type Run, runOf, writeRun } from "./figures.ts";
import { insertPlaces } from "./insert-places.ts";
import { memory } from "./memory/memory.ts";
import { order } from "./order/order.ts";
import { peers } from "./peers/peers.ts";
import { readCase } from "./read-case.ts";
import { report } from "./report/report.ts";
import { scan } from "./scan/scan.ts";
import { startUp } from "./start-up.ts";
import { workers } from "./workers/workers.ts";
import { worst } from "./worst/worst.ts";

/** `small`: in a minute or so. Of `runs` the middle one counts. Numbers that runs are compared by go to `keep`. */
type Bench = (options: { readonly small: boolean; readonly runs: number; readonly keep: Keep }) => Promise<void>;

/**
 * `npm run bench [-- --small] [--runs N] [--json FILE] [NAME...]`: each bench prints a table of its own. Machines are shared and
 * noisy: ratios within one run tell more than numbers across runs. `--compare BEFORE.json AFTER.json` tells what became
 * of the ratios of a run.
 */
const BENCHES: Readonly<Record<string, Bench>> = {
  enumeration,
  "insert-places": insertPlaces,
  "read-case": readCase,
  "start-up": startUp,
  scan,
  worst,
  peers,
  memory,
  order,
  equal,
  report,
  workers,
};

const { values, positionals } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    json: { type: "string" },
    compare: { type: "boolean" },
  },
  allowPositionals: true,
});
if (values.compare) compare(positionals);
else await measure(positionals);

async function measure(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !(name in BENCHES));
  if (unknown !== undefined) throw new Error(`there is no bench ${unknown}: ${Object.keys(BENCHES).join(", ")}`);
  const figures: Figure[] = [];
  const { small } = values;
  const runs = Math.max(1, Number(values.runs));
  process.stdout.write(`${machineText(runOf([], { small }).machine)}\n\n`);
  for (const [name, bench] of Object.entries(BENCHES))
    if (names.length === 0 || names.includes(name))
      await bench({ small, runs, keep: (figure) => void figures.push(figure) });
  if (values.json !== undefined) writeRun(values.json, runOf(figures, { small }));
}

function compare([before, after, ...more]: readonly string[]): void {
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error("write --compare BEFORE.json AFTER.json");
  process.stdout.write(`${compareRuns(readRun(before), readRun(after))}\n`);
}

function readRun(path: string): Run {
  return JSON.parse(readFileSync(path, "utf8")) as Run;
}

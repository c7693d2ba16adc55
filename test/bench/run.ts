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
import { rebuilt } from "./scan/rebuilt.ts";
import { scan } from "./scan/scan.ts";
import { startUp } from "./start-up.ts";
import { workers } from "./workers/workers.ts";
import { worst } from "./worst/worst.ts";

/** `small`: in a minute or so. Of `runs` the middle one counts. Numbers that runs are compared by go to `keep`. */
type Bench = (options: { readonly small: boolean; readonly runs: number; readonly keep: Keep }) => Promise<void>;

const BENCHES: Readonly<Record<string, Bench>> = {
  enumeration,
  "insert-places": insertPlaces,
  "read-case": readCase,
  "start-up": startUp,
  scan,
  rebuilt,
  worst,
  peers,
  memory,
  order,
  equal,
  report,
  workers,
};

const USAGE = `npm run bench -- [--small] [--runs N] [--json FILE] [NAME...]
npm run bench -- --compare BEFORE.json AFTER.json

Each bench prints a table of its own. Machines are shared and noisy: ratios within one run tell more than numbers across runs.

  --small     in a minute or so
  --runs N    of so many runs the middle one counts (default: 3)
  --json FILE writes the numbers that runs are compared by
  --compare   tells what became of the ratios of a run

NAME: ${Object.keys(BENCHES).join(", ")}
`;

const { values, positionals: names } = read();
if (values.help) process.stdout.write(USAGE);
else if (values.compare) compare(names);
else await measure(names, values);

function read() {
  try {
    const args = parseArgs({
      options: {
        small: { type: "boolean", default: false },
        runs: { type: "string", default: "3" },
        json: { type: "string" },
        compare: { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
    const { compare: compares } = args.values;
    const unknown = args.positionals.find((name) => !(compares || name in BENCHES));
    if (unknown !== undefined) throw new Error(`there is no bench ${unknown}`);
    if (compares && args.positionals.length !== 2) throw new Error("two runs are compared");
    return args;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

interface Measure {
  readonly small: boolean;
  readonly runs: string;
  readonly json?: string | undefined;
}

async function measure(chosen: readonly string[], { small, json, ...repeated }: Measure): Promise<void> {
  const figures: Figure[] = [];
  const runs = Math.max(1, Number(repeated.runs));
  process.stdout.write(`${machineText(runOf([], { small }).machine)}\n\n`);
  for (const [name, bench] of Object.entries(BENCHES))
    if (chosen.length === 0 || chosen.includes(name))
      await bench({ small, runs, keep: (figure) => void figures.push(figure) });
  if (json !== undefined) writeRun(json, runOf(figures, { small }));
}

function compare([before = "", after = ""]: readonly string[]): void {
  process.stdout.write(`${compareRuns(readRun(before), readRun(after))}\n`);
}

function readRun(path: string): Run {
  return JSON.parse(readFileSync(path, "utf8")) as Run;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ECR_HOST, REGION } from "./ecr-answers.ts";
import type { Tally } from "./facade.ts";
import { type FacadeProcess, forkFacade } from "./facade-process.ts";
import { type Calls, totalCalls } from "./fewest-calls.ts";
import { type Measured, measuredRun } from "./measured-run.ts";
import type { Shape } from "./organisation.ts";

/** A hundred manifests and thirty layers of its own for each repository. */
const shapeOf = (repositories: number): Shape => ({
  repositories,
  manifests: repositories * 100,
  layers: repositories * 30,
});

/** Commands that read the whole case. */
const READ = ["coverage", "status"];

type Api = "ecr" | "oci";

interface Row {
  readonly label: string;
  readonly run: Measured;
  readonly tally: Tally;
  readonly fewest: Calls;
  readonly manifests: number;
}

/**
 * `audit --dry-run` of a simulated organisation, from an empty case and again when nothing changed. The organisation
 * is there in two sizes: memory is to be the same for both.
 */
export async function enumeration({ small }: { readonly small: boolean }): Promise<void> {
  const sizes = small ? [20, 200] : [200, 2000];
  print("Enumeration: audit --dry-run of a simulated organisation on loopback");
  print(
    "  manifests/s by wall clock and by CPU of exhume alone; calls as made, and the fewest that page sizes allow\n",
  );
  print(columns(["", "manifests", "per s", "per CPU s", "calls/1000", "fewest", "pulled", "peak RSS"]));
  for (const api of ["ecr", "oci"] as const) {
    const rows: Row[] = [];
    for (const repositories of sizes) {
      rows.push(...(await twice(api, shapeOf(repositories))));
    }
    const [less, , more] = rows;
    if (less !== undefined && more !== undefined)
      print(`  ${api}: ${(more.manifests / less.manifests).toFixed(1)} times the manifests, ${ratio(more, less)}\n`);
  }
}

const ratio = (more: Row, less: Row): string => {
  const memory = (more.run.peakBytes / less.run.peakBytes).toFixed(2);
  const work = (more.run.cpuSeconds / more.manifests / (less.run.cpuSeconds / less.manifests)).toFixed(2);
  return `${memory} times the memory, ${work} times the CPU for each`;
};

async function twice(api: Api, shape: Shape): Promise<readonly Row[]> {
  const facade = await forkFacade({ shape, referrers: false });
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    const rows = [
      await plan(facade, { api, folder, round: "first" }),
      await plan(facade, { api, folder, round: "again" }),
    ];
    for (const row of rows) print(line(row));
    const read = await Promise.all(READ.map(async (command) => measuredRun([command], { cwd: folder })));
    print(`  ${READ.map((command, at) => `${command} ${read[at]!.cpuSeconds.toFixed(1)} s of CPU`).join(", ")}`);
    return rows;
  } finally {
    facade.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function plan(
  facade: FacadeProcess,
  { api, folder, round }: { readonly api: Api; readonly folder: string; readonly round: "first" | "again" },
): Promise<Row> {
  const target = api === "ecr" ? ECR_HOST : facade.host;
  const run = await measuredRun(["audit", "--dry-run", target], { cwd: folder, env: facadeEnvironment(facade) });
  if (run.status !== 0) throw new Error(`exhume ended with ${run.status}: ${run.stderr}`);
  const tally = await facade.tally();
  return {
    label: `${api}, ${round === "first" ? "empty case" : "same case again"}`,
    run,
    tally,
    fewest: facade.fewest[api][round],
    manifests: facade.fewest.manifests[api],
  };
}

/** What points the AWS SDK at the facade, with a login that exists nowhere. */
export const facadeEnvironment = ({ host }: { readonly host: string }): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_ECR: `http://${host}`,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: ["AKIA", "TESTTESTTEST"].join(""),
  AWS_SECRET_ACCESS_KEY: "for-tests",
  AWS_EC2_METADATA_DISABLED: "true",
});

function line({ label, run, tally, fewest, manifests }: Row): string {
  const perThousand = (calls: Calls): string => ((1000 * totalCalls(calls)) / manifests).toFixed(1);
  return columns([
    label,
    String(manifests),
    (manifests / run.seconds).toFixed(0),
    (manifests / run.cpuSeconds).toFixed(0),
    perThousand(tally.calls),
    perThousand(fewest),
    String(tally.pulled),
    `${(run.peakBytes / 2 ** 20).toFixed(0)} MiB`,
  ]);
}

const columns = ([label = "", ...cells]: readonly string[]): string =>
  `  ${label.padEnd(22)}${cells.map((cell) => cell.padStart(11)).join("")}`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

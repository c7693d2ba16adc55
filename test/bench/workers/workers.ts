import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { seeded } from "../../support/random.ts";
import { startRedis } from "../../support/redis.ts";
import type { Keep } from "../figures.ts";
import { mebibytes, print, row } from "../table.ts";
import { writePendingCase } from "./pending-case.ts";
import { layerSize, simulate } from "./simulate.ts";

const TSX = join(import.meta.dirname, "..", "..", "..", "node_modules", ".bin", "tsx");
const run = promisify(execFile);

/** One core on the layer of 352 MB, and a request with its way through the queue (bench scan, bench workers). */
const COSTS = { secondsEach: 0.06, secondsPerByte: 12.4 / 352e6 };
const CROWD = { cores: 4, concurrency: 8, link: 600e6 };
const WORKERS = [1, 5, 10, 20, 50, 100];
/** Bytes per second that registries give together. */
const LIMITS = [Number.POSITIVE_INFINITY, 5e9, 1.25e9, 250e6];
/** Of one ECR registry: GetDownloadUrlForLayer (registries.md 1.2). */
const REQUESTS = 3000;

/** How long an organisation takes with so many workers, and what the audit that records it all takes. */
export async function workers({ small, keep }: { readonly small: boolean; readonly keep: Keep }): Promise<void> {
  const manifests = small ? 20_000 : 1_000_000;
  simulated(manifests);
  await coordinated({ manifests, blobs: small ? 2000 : 50_000, keep });
}

function simulated(manifests: number): void {
  const layers = 2 * manifests;
  const sizes = function* (): Generator<number> {
    const random = seeded("layers");
    for (let at = 0; at < layers; at++) yield layerSize(random);
  };
  let bytes = 0;
  for (const size of sizes()) bytes += size;
  print(`Workers: ${layers} layers of ${manifests} manifests, ${(bytes / 1e12).toFixed(1)} TB; hours (cores busy)\n`);
  const limits = LIMITS.map((limit) => (Number.isFinite(limit) ? `${limit / 1e6} MB/s` : "no limit"));
  print(row(["workers of 4 cores; the registries give", ...limits], { first: 40, width: 14 }));
  for (const count of WORKERS) {
    const cells = LIMITS.map((bytesPerSecond) => {
      const registry = { bytesPerSecond, requestsPerSecond: REQUESTS };
      const { seconds, busy } = simulate({
        sizes: sizes(),
        costs: COSTS,
        crowd: { ...CROWD, workers: count },
        registry,
      });
      return `${(seconds / 3600).toFixed(1)} (${Math.round(busy * 100)} %)`;
    });
    print(row([`${count}`, ...cells], { first: 40, width: 14 }));
  }
  print("");
}

interface Coordinated {
  readonly manifests: number;
  readonly blobs: number;
  readonly keep: Keep;
}

interface Figures {
  readonly orderSeconds: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

async function coordinated({ manifests, blobs, keep }: Coordinated): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  const redis = await startRedis();
  try {
    const db = join(folder, "exhume.db");
    const runId = writePendingCase(db, manifests);
    const worker = run(TSX, [join(import.meta.dirname, "synthetic-worker.ts"), `${db}.key`, redis.url]);
    const args = [join(import.meta.dirname, "coordinator.ts"), db, redis.url, `${runId}`, `${blobs}`];
    const { stdout } = await run(TSX, args);
    await worker;
    const { orderSeconds, wallMs, cpuMs, peakBytes } = JSON.parse(stdout) as Figures;
    print(`Coordinator: ${manifests} manifests in the case, ${blobs} results recorded\n`);
    print(row(["order of work, until the first result", `${orderSeconds.toFixed(1)} s`]));
    print(row(["a blob, wall (< 20 ms)", `${wallMs.toFixed(2)} ms`]));
    print(row(["a blob, CPU", `${cpuMs.toFixed(2)} ms`]));
    print(row(["peak RSS (< 1024 MiB)", mebibytes(peakBytes)]));
    print("");
    keep({ name: "workers: coordinator, a blob", value: wallMs / 1000, unit: "s" });
    keep({ name: "workers: coordinator", value: peakBytes / 2 ** 20, unit: "MiB" });
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

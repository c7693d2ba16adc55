import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measuredRun } from "../measured-run.ts";
import { forkRegistry, type LayerFile } from "../registry-process.ts";
import type { Cost } from "./cost.ts";

interface AuditOptions {
  readonly layers: readonly LayerFile[];
  readonly threads: number;
}

/** A whole audit of one image, by the command, from a registry on loopback; with its start and its end. */
export const auditCost = async ({ layers, threads }: AuditOptions): Promise<Cost> => {
  const flags = (await hasThreads()) ? ["--threads", String(threads)] : [];
  const registry = await forkRegistry(layers);
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    const run = await measuredRun(["audit", ...flags, registry.host], { cwd: folder });
    // 1: it found secrets; 3: something could not be scanned, as damaged archives that packages carry.
    if (![0, 1, 3].includes(run.status ?? -1)) throw new Error(`exhume ended with ${run.status}: ${run.stderr}`);
    return run;
  } finally {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Whether the build can be told how many threads to use. */
export const hasThreads = (): Promise<boolean> => {
  known ??= measuredRun(["audit", "--help"], { cwd: tmpdir() }).then(({ stdout }) => stdout.includes("--threads"));
  return known;
};

let known: Promise<boolean> | undefined;

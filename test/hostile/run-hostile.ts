import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type Ended, exhume, type RunOptions } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

/** What every registry of these tests serves beside its attack: it must be found whatever happens. */
export const HONEST_SECRET = expand("ghp_<base62:30><crc32>", 7);
const HONEST = image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${HONEST_SECRET}\n`)])] });

/** A registry with one honest image; its repository comes last in every listing. */
export const startHostileRegistry = async (
  options: Parameters<typeof startRegistry>[0] = {},
): Promise<TestRegistry> => {
  const registry = await startRegistry(options);
  registry.push("zz/honest", HONEST, { tags: ["1"] });
  return registry;
};

export interface HostileRun extends Ended {
  /** Most memory the process held at a time; undefined where the system does not tell (only Linux does). */
  readonly peakBytes: number | undefined;
  readonly model: ReportModel;
  /** Everything the run left behind or said: output, notes, case, report. */
  readonly traces: string;
}

const LIMIT = 300 * 1024 * 1024;
/** Long after everything that ends by itself has. */
const WATCHDOG_MS = 50_000;

/** Runs `audit` of the built program to its end, and reads its case. */
export const auditHostile = async (
  args: readonly string[],
  { cwd, env = {}, input }: RunOptions,
): Promise<HostileRun> => {
  const peak = join(cwd, "peak");
  const watched = { ...env, NODE_OPTIONS: `--import=${peakMemoryTo(peak)}` };
  const stop = new AbortController();
  const ended = await Promise.race([
    exhume(["audit", ...args, "--fail-on", "never"], { cwd, env: watched, ...(input && { input }) }),
    pause(WATCHDOG_MS, undefined, { signal: stop.signal }).then(() => {
      throw new Error("the audit did not end by itself");
    }),
  ]).finally(() => stop.abort());
  const report = await exhume(["report"], { cwd });
  const files = ["exhume.db", "exhume.db-wal"].map((name) => join(cwd, name)).filter((path) => existsSync(path));
  return {
    ...ended,
    peakBytes: existsSync(peak) ? Number(readFileSync(peak, "utf8")) : undefined,
    model: report.status === 0 ? JSON.parse(report.stdout) : undefined,
    traces: [ended.stdout, ended.stderr, report.stdout, ...files.map((path) => readFileSync(path, "latin1"))].join(
      "\n",
    ),
  };
};

/** Bytes of VmHWM (proc_pid_status(5)): unlike the maximum of getrusage it does not count what the parent held. */
const peakMemoryTo = (file: string): string =>
  `data:text/javascript,${encodeURIComponent(`
    import { readFileSync, writeFileSync } from "node:fs";
    process.on("exit", () => {
      try {
        const [, kib] = /VmHWM:\\s+(\\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
        writeFileSync(${JSON.stringify(file)}, String(kib * 1024));
      } catch {}
    });`)}`;

/** Ended by itself, incomplete with the reason, in bounded memory, with the honest image scanned all the same. */
export const expectHeld = (
  run: HostileRun,
  { reason, honest = true }: { readonly reason: RegExp; readonly honest?: boolean },
): void => {
  expect([run.status, run.stderr]).toEqual([3, expect.not.stringContaining("bug")]);
  expect(
    run.model.coverage.entries.map((entry) => `${entry.status} ${entry.subject} ${entry.path ?? ""}: ${entry.reason}`),
  ).toContainEqual(expect.stringMatching(reason));
  expectBounded(run);
  if (honest) expect(run.model.secrets).toHaveLength(1);
  expect(run.traces).not.toContain(HONEST_SECRET);
};

export const expectBounded = ({ peakBytes }: HostileRun): void => {
  if (process.platform === "linux") expect(peakBytes).toBeLessThan(LIMIT);
};

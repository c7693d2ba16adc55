import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { readConfig } from "../../src/config.ts";
import type { ReportModel } from "../../src/report/model.ts";
import { withCase } from "../../src/wire-case.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { scratch } from "../support/scratch.ts";
import { HONEST_SECRET } from "./hostile-server.ts";

export interface HostileRun extends Ended {
  readonly cwd: string;
  /** Most memory the process held at a time; undefined where the system does not tell (only Linux does). */
  readonly peakBytes: number | undefined;
  /** Undefined when no case was made. */
  readonly model: ReportModel | undefined;
  /** The ledger, a line an entry. */
  readonly ledger: readonly string[];
  /** Everything the run said or left behind: output, notes, all files of the case, report. */
  readonly traces: string;
}

interface RunHostile {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  readonly cwd?: string;
}

/** Resident memory in every hostile case, with two scan threads on any machine. */
const MEMORY_LIMIT = 400 * 1024 * 1024;
/** Long after everything that ends by itself has. */
const WATCHDOG_MS = 50_000;

/** Runs `audit TARGET` of the built program to its end, and reads its case. */
export const auditHostile = async (
  target: string,
  { flags = [], env = {}, input, cwd = scratch() }: RunHostile = {},
): Promise<HostileRun> => {
  const peak = join(cwd, "peak");
  const watched = { EXHUME_THREADS: "2", ...env, NODE_OPTIONS: `--import=${peakMemoryTo(peak)}` };
  const args = ["audit", target, "--fail-on", "never", ...flags];
  const stop = new AbortController();
  const ended = await Promise.race([
    exhume(args, { cwd, env: watched, ...(input === undefined ? {} : { input }) }),
    pause(WATCHDOG_MS, undefined, { signal: stop.signal }).then(() => {
      throw new Error("the audit did not end by itself");
    }),
  ]).finally(() => stop.abort());
  const peakBytes = existsSync(peak) ? Number(readFileSync(peak, "utf8")) : undefined;
  const model = await modelOf(cwd);
  const kept = readdirSync(cwd).filter((name) => name.startsWith("exhume.db"));
  return {
    ...ended,
    cwd,
    peakBytes,
    model,
    ledger: (model?.coverage.entries ?? []).map(
      ({ status, scope, subject, path, reason }) => `${status} ${scope} ${subject} ${path ?? ""}: ${reason}`,
    ),
    traces: [
      ended.stdout,
      ended.stderr,
      JSON.stringify(model),
      ...kept.map((name) => readFileSync(join(cwd, name), "latin1")),
    ].join("\n"),
  };
};

const modelOf = async (cwd: string): Promise<ReportModel | undefined> => {
  if (!existsSync(join(cwd, "exhume.db"))) return undefined;
  const config = readConfig({ flags: { db: join(cwd, "exhume.db") }, env: { HOME: cwd }, cwd });
  return withCase(config, { use: ({ model }) => model }, new AbortController().signal);
};

/** Bytes of VmHWM (proc_pid_status(5)): unlike the maximum of getrusage it does not count what the parent held. */
const peakMemoryTo = (file: string): string =>
  `data:text/javascript,${encodeURIComponent(`
    import { readFileSync, writeFileSync } from "node:fs";
    process.on("exit", () => {
      const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
      const [, kib] = /VmHWM:\\s+(\\d+) kB/.exec(status) ?? [];
      if (kib !== undefined) writeFileSync(${JSON.stringify(file)}, String(kib * 1024));
    });`)}`;

/**
 * It ended by itself and in bounded memory, exit 3; the ledger says why in these words, and the honest image of the same
 * registry was scanned all the same. Its secret stands nowhere.
 */
export const expectHeld = (run: HostileRun, ...reasons: readonly RegExp[]): void => {
  expect([run.status, run.stderr]).toEqual([3, expect.not.stringMatching(/a bug|internal error/)]);
  for (const reason of reasons) expect(run.ledger).toContainEqual(expect.stringMatching(reason));
  expectHonest(run);
};

/** Bounded, and the one secret of the honest image was found. */
export const expectHonest = (run: HostileRun): void => {
  expectBounded(run);
  expect(run.model?.secrets.map(({ ruleId }) => ruleId)).toEqual(["github-personal-access-token"]);
  expect(run.traces).not.toContain(HONEST_SECRET);
};

/** Where a file is refused as a whole: one line and a hint, exit 2. */
export const expectRefused = (run: HostileRun, message: RegExp): void => {
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(message);
  expectBounded(run);
};

const expectBounded = ({ peakBytes }: HostileRun): void => {
  // Elsewhere nothing tells the most that a process held.
  if (process.platform === "linux") expect(peakBytes).toBeLessThan(MEMORY_LIMIT);
};

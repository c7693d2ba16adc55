import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";

/** One number of a run. Of units `x` (a ratio within the run) and `%` runs on several machines can be compared. */
export interface Figure {
  /** `scan: audit, one thread / inflate`: the bench and what it measured. */
  readonly name: string;
  readonly value: number;
  readonly unit: "x" | "%" | "MB/s" | "s" | "MiB" | "count";
}

/** Takes a number for `--json`. */
export type Keep = (figure: Figure) => void;

/** All numbers of a run, and where it ran. */
export interface Run {
  readonly date: string;
  readonly commit: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryMiB: number;
    readonly node: string;
    readonly zlib: string;
    readonly platform: string;
  };
  readonly small: boolean;
  readonly figures: readonly Figure[];
}

export const runOf = (figures: readonly Figure[], { small }: { readonly small: boolean }): Run => ({
  date: new Date().toISOString(),
  commit: commitOf(),
  machine: {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    node: process.versions.node,
    zlib: process.versions.zlib ?? "unknown",
    platform: `${process.platform} ${process.arch}`,
  },
  small,
  figures,
});

export const machineText = ({ cpu, cores, memoryMiB, node }: Run["machine"]): string =>
  `${cpu}, ${cores} cores, ${(memoryMiB / 1024).toFixed(0)} GiB, Node ${node}`;

export const writeRun = (path: string, run: Run): void => writeFileSync(path, `${JSON.stringify(run, undefined, 2)}\n`);

/** The commit that was measured, `+` when the tree held more. */
function commitOf(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  try {
    return git("rev-parse", "--short", "HEAD").trim() + (git("status", "--porcelain") === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}

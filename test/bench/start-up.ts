import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordLargeCase } from "./large-case.ts";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");
/** What Node itself takes. */
const BARE = ["-e", "0"];
const COMMANDS = [["--version"], ["--help"], ["status"], ["secrets"], ["plan"], ["scan", "empty"]];
const RUNS = 11;

const SHAPE = {
  repositories: 3,
  imagesOfEach: 10,
  imagesOfBuild: 1,
  secrets: 8,
  placesOfEach: 20,
  dependencyFiles: 100,
  again: 3,
};

type Keep = (figure: { readonly name: string; readonly value: number; readonly unit: "x" }) => void;

/** How long commands take that have nothing to do, on a case of three repositories, in multiples of Node's own start. */
export async function startUp({ keep }: { readonly small: boolean; readonly keep?: Keep }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    mkdirSync(join(folder, "empty"));
    await recordLargeCase(join(folder, "exhume.db"), SHAPE);
    const [bare = 0, ...took] = medians([BARE, ...COMMANDS.map((args) => [CLI, ...args])], folder);
    print(`Start-up: the median of ${RUNS} runs\n`);
    print(columns(["", "ms", "times Node"]));
    print(columns(["node -e 0", bare.toFixed(0), "1.0"]));
    for (const [index, args] of COMMANDS.entries()) {
      const ratio = (took[index] ?? 0) / bare;
      const label = `exhume ${args.join(" ")}`;
      print(columns([label, (took[index] ?? 0).toFixed(0), ratio.toFixed(1)]));
      keep?.({ name: `start-up: ${label} / node`, value: ratio, unit: "x" });
    }
    print("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of each command; in turns, so that a busy moment of the machine falls on all of them. */
function medians(commands: readonly (readonly string[])[], cwd: string): readonly number[] {
  const times = commands.map((): number[] => []);
  for (let run = 0; run < RUNS; run++)
    for (const [index, args] of commands.entries()) times[index]?.push(timed(args, cwd));
  return times.map((all) => all.sort((a, b) => a - b)[RUNS >> 1] ?? 0);
}

function timed(args: readonly string[], cwd: string): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", env: { HOME: cwd } });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

const columns = ([label = "", ...cells]: readonly string[]): string =>
  `  ${label.padEnd(20)}${cells.map((cell) => cell.padStart(12)).join("")}`;
const print = (text: string): void => void process.stdout.write(`${text}\n`);

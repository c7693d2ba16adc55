import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type CaseShape, recordLargeCase } from "./large-case.ts";
import { type Measured, measuredRun } from "./measured-run.ts";

/** Repositories of ten images and two or three secrets each, a secret in twenty places; the second is an organisation. */
const SIZES: readonly CaseShape[] = [200, 2000].map((repositories) => ({
  repositories,
  imagesOfEach: 10,
  secrets: repositories * 2.5,
  placesOfEach: 20,
  imagesOfBuild: 1,
  dependencyFiles: 2000,
  again: repositories,
}));
/** What lists must stay fast on: a million places of secrets in 60,000 layers of 200,000 images. */
const LARGEST: CaseShape = {
  ...{ repositories: 2000, imagesOfEach: 100, imagesOfBuild: 10, secrets: 25_000, placesOfEach: 40 },
  ...{ dependencyFiles: 400, again: 100 },
};
/** All that a report is made of. */
const TABLES = ["secret", "occurrence", "manifest", "manifest_layer", "image_config", "layer_paths", "holding", "tag"];
const COMMANDS = [
  ["status"],
  ["secrets"],
  ["plan", "--out", "plan.md"],
  ["report", "--format", "sarif", "--out", "report.sarif"],
  ["report", "--format", "json", "--out", "report.json"],
];

const LISTS = [["status"], ["status", "--json"], ["secrets"], ["coverage"], ["runs"], ["log"]];

/** Commands that read a whole case, as multiples of the time in which SQLite alone gives out the rows of its tables. */
export async function readCase({ small }: { readonly small: boolean }): Promise<void> {
  print("Reading a case: commands on a made-up case, in multiples of reading all rows of its tables\n");
  print(columns(["", "occurrences", "rows, s", "CPU s", "times rows", "peak RSS"]));
  for (const shape of small ? SIZES.slice(0, 1) : SIZES) await measure(shape);
  await measureLists(small ? SIZES[0]! : LARGEST);
}

/** Milliseconds that a list of an unchanged case takes beyond `--version`, and those of the first one, which reads all of it. */
async function measureLists(shape: CaseShape): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    const started = performance.now();
    await recordLargeCase(join(folder, "exhume.db"), shape);
    print(`Lists, CPU ms beyond --version (case made in ${((performance.now() - started) / 1000).toFixed(0)} s)\n`);
    const start = await listTime(["--version"], folder);
    print(listLine("first status", (await listTime(["status"], folder)) - start));
    for (const args of LISTS) print(listLine(args.join(" "), (await listTime(args, folder)) - start));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listTime(args: readonly string[], cwd: string): Promise<number> {
  const run = await measuredRun(args, { cwd });
  if (run.status !== 0) throw new Error(`exhume ended with ${run.status}: ${run.stderr}`);
  return run.cpuSeconds * 1000;
}

const listLine = (label: string, ms: number): string => `  ${label.padEnd(16)}${ms.toFixed(0).padStart(8)}`;

async function measure(shape: CaseShape): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    const path = join(folder, "exhume.db");
    await recordLargeCase(path, shape);
    const { seconds, occurrences } = readRows(path);
    for (const args of COMMANDS) {
      const run = await measuredRun(args, { cwd: folder });
      if (run.status !== 0) throw new Error(`exhume ended with ${run.status}: ${run.stderr}`);
      print(line({ label: args.at(args[0] === "report" ? 2 : 0) ?? "", occurrences, seconds, run }));
    }
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    print(`  case and report ${(bytes / 2 ** 20).toFixed(0)} MiB\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of CPU, once the files are in memory. */
function readRows(path: string): { readonly seconds: number; readonly occurrences: number } {
  const db = new Database(path, { readonly: true });
  const selects = TABLES.map((table) => db.prepare(`SELECT * FROM ${table}`));
  const count = Number(db.prepare("SELECT count(*) FROM occurrence").pluck().get());
  const readAll = (): void => {
    for (const select of selects) for (const _ of select.iterate());
  };
  readAll();
  const started = process.cpuUsage();
  readAll();
  const { user, system } = process.cpuUsage(started);
  db.close();
  return { seconds: (user + system) / 1e6, occurrences: count };
}

interface Row {
  readonly label: string;
  readonly occurrences: number;
  readonly seconds: number;
  readonly run: Measured;
}

const line = ({ label, occurrences, seconds, run }: Row): string =>
  columns([
    label,
    String(occurrences),
    seconds.toFixed(2),
    run.cpuSeconds.toFixed(1),
    (run.cpuSeconds / seconds).toFixed(1),
    `${(run.peakBytes / 2 ** 20).toFixed(0)} MiB`,
  ]);

const columns = ([label = "", ...cells]: readonly string[]): string =>
  `  ${label.padEnd(10)}${cells.map((cell) => cell.padStart(12)).join("")}`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

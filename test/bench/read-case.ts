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
/** All that a report is made of. */
const TABLES = ["secret", "occurrence", "manifest", "manifest_layer", "image_config", "layer_paths", "holding", "tag"];
const COMMANDS = [["status"], ["secrets"], ["report", "--format", "json", "--out", "report.json"]];

/** Commands that read a whole case, as multiples of the time in which SQLite alone gives out the rows of its tables. */
export async function readCase({ small }: { readonly small: boolean }): Promise<void> {
  print("Reading a case: commands on a made-up case, in multiples of reading all rows of its tables\n");
  print(columns(["", "occurrences", "rows, s", "CPU s", "times rows", "peak RSS"]));
  for (const shape of small ? SIZES.slice(0, 1) : SIZES) await measure(shape);
}

async function measure(shape: CaseShape): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    const path = join(folder, "exhume.db");
    await recordLargeCase(path, shape);
    const { seconds, occurrences } = readRows(path);
    for (const args of COMMANDS) {
      const run = await measuredRun(args, { cwd: folder });
      if (run.status !== 0) throw new Error(`exhume ended with ${run.status}: ${run.stderr}`);
      print(line({ label: args[0] ?? "", occurrences, seconds, run }));
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

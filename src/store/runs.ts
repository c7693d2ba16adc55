import type Database from "better-sqlite3";

export interface Run {
  readonly id: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly targets: readonly string[];
  readonly rulesetId: string;
  readonly tool: string;
}

/** A loss that belongs to an audit and not to a blob; see Gap of registry/source.ts. */
interface RunGap {
  readonly scope: "registry" | "repository" | "manifest";
  readonly subject: string;
  readonly status: "skipped" | "unreachable" | "unlistable";
  readonly reason: string;
}

export interface Runs {
  start(run: Pick<Run, "targets" | "rulesetId" | "tool">): number;
  finish(runId: number): void;
  recordGap(runId: number, gap: RunGap): void;
  /** Newest last. */
  all(): readonly Run[];
  gaps(runId: number): readonly RunGap[];
}

export function createRuns(db: Database.Database): Runs {
  const start = db.prepare("INSERT INTO run (started_at, targets, ruleset_id, tool) VALUES (?, ?, ?, ?)");
  const finish = db.prepare("UPDATE run SET finished_at = ? WHERE id = ?");
  const gap = db.prepare("INSERT OR IGNORE INTO gap (run_id, scope, subject, status, reason) VALUES (?, ?, ?, ?, ?)");
  const gaps = db.prepare<[number], RunGap>(
    "SELECT scope, subject, status, reason FROM gap WHERE run_id = ? ORDER BY scope, subject",
  );
  const runs = db.prepare<[], RunRow>("SELECT * FROM run ORDER BY id");
  return {
    start: (run) =>
      Number(start.run(new Date().toISOString(), JSON.stringify(run.targets), run.rulesetId, run.tool).lastInsertRowid),
    finish: (runId) => void finish.run(new Date().toISOString(), runId),
    recordGap: (runId, one) => void gap.run(runId, one.scope, one.subject, one.status, one.reason),
    all: () => runs.all().map(toRun),
    gaps: (runId) => gaps.all(runId),
  };
}

interface RunRow {
  readonly id: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly targets: string;
  readonly ruleset_id: string;
  readonly tool: string;
}

const toRun = (row: RunRow): Run => ({
  id: row.id,
  startedAt: row.started_at,
  ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  targets: JSON.parse(row.targets),
  rulesetId: row.ruleset_id,
  tool: row.tool,
});

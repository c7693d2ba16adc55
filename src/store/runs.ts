import type Database from "better-sqlite3";
import type { RepositoryCoverage } from "../report/repository-coverage.ts";

export interface Run {
  readonly id: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly targets: readonly string[];
  readonly rulesetId: string;
  readonly tool: string;
  /** Only what it would cost was worked out. */
  readonly planned: boolean;
  /** Blobs served at its end that were not read in full, when that was recorded. */
  readonly unread?: number;
  /** Places that it could not list or pull; none: 0. */
  readonly gaps?: number;
}

/** A repository, and how many of its blobs were not read in full. */
interface RunLoss {
  readonly repository: string;
  readonly blobs: number;
}

/** A loss that belongs to an audit and not to a blob; see Gap of registry/source.ts. */
export interface RunGap {
  readonly scope: "registry" | "repository" | "manifest";
  readonly subject: string;
  readonly status: "skipped" | "unreachable" | "unlistable";
  readonly reason: string;
}

export interface Runs {
  start(run: Pick<Run, "targets" | "rulesetId" | "tool"> & Partial<Pick<Run, "planned">>): number;
  /** `repositories`: the ledger as it stands then. */
  finish(runId: number, repositories?: readonly RepositoryCoverage[]): void;
  recordGap(runId: number, gap: RunGap): void;
  /** It is no loss any more, for a reason that stands before its own. */
  withdrawGap(runId: number, gap: RunGap, why: string): void;
  /** Newest last. */
  all(): readonly Run[];
  gaps(runId: number): readonly RunGap[];
  losses(runId: number): readonly RunLoss[];
}

export function createRuns(db: Database.Database): Runs {
  const start = db.prepare("INSERT INTO run (started_at, targets, ruleset_id, tool, planned) VALUES (?, ?, ?, ?, ?)");
  const finish = db.prepare("UPDATE run SET finished_at = ?, unread = ? WHERE id = ?");
  const loss = db.prepare(
    "INSERT OR REPLACE INTO run_loss (run_id, repository_id, blobs) SELECT ?, id, ? FROM repository WHERE registry = ? AND name = ?",
  );
  const losses = db.prepare<[number], RunLoss>(
    `SELECT registry || iif(name = '', '', '/' || name) AS repository, blobs
     FROM run_loss JOIN repository ON repository.id = repository_id WHERE run_id = ? ORDER BY registry, name`,
  );
  const gap = db.prepare("INSERT OR IGNORE INTO gap (run_id, scope, subject, status, reason) VALUES (?, ?, ?, ?, ?)");
  const withdraw = db.prepare(
    "UPDATE gap SET status = 'unlistable', reason = ? WHERE run_id = ? AND scope = ? AND subject = ? AND reason = ?",
  );
  const gaps = db.prepare<[number], RunGap>(
    "SELECT scope, subject, status, reason FROM gap WHERE run_id = ? ORDER BY scope, subject",
  );
  const runs = db.prepare<[], RunRow>(
    `SELECT *, (SELECT count(*) FROM gap WHERE run_id = run.id AND status <> 'unlistable') AS gaps FROM run ORDER BY id`,
  );
  return {
    start: (run) =>
      Number(
        start.run(
          new Date().toISOString(),
          JSON.stringify(run.targets),
          run.rulesetId,
          run.tool,
          run.planned === true ? 1 : 0,
        ).lastInsertRowid,
      ),
    finish: db.transaction((runId: number, repositories?: readonly RepositoryCoverage[]) => {
      const unread = repositories?.map((one) => ({ ...one, blobs: unreadBlobs(one) })).filter(({ blobs }) => blobs > 0);
      for (const { registry, repository, blobs } of unread ?? []) loss.run(runId, blobs, registry, repository);
      finish.run(new Date().toISOString(), unread?.reduce((sum, { blobs }) => sum + blobs, 0) ?? null, runId);
    }),
    recordGap: (runId, one) => void gap.run(runId, one.scope, one.subject, one.status, one.reason),
    withdrawGap: (runId, { scope, subject, reason }, why) =>
      void withdraw.run(`${why} (${reason})`, runId, scope, subject, reason),
    all: () => runs.all().map(toRun),
    gaps: (runId) => gaps.all(runId),
    losses: (runId) => losses.all(runId),
  };
}

export const unreadBlobs = ({ partial, skipped, unreachable, waiting }: RepositoryCoverage): number =>
  partial + skipped + unreachable + waiting;

interface RunRow {
  readonly id: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly targets: string;
  readonly ruleset_id: string;
  readonly tool: string;
  readonly planned: number;
  readonly unread: number | null;
  readonly gaps: number;
}

const toRun = (row: RunRow): Run => ({
  id: row.id,
  startedAt: row.started_at,
  ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  targets: JSON.parse(row.targets),
  rulesetId: row.ruleset_id,
  tool: row.tool,
  planned: row.planned === 1,
  ...(row.unread === null ? {} : { unread: row.unread }),
  ...(row.gaps === 0 ? {} : { gaps: row.gaps }),
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditEvent } from "../../src/audit/audit.ts";
import type { CaseReport } from "../../src/audit/case-report.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { RepositoryCoverage } from "../../src/report/repository-coverage.ts";
import { runAudit } from "../../src/wire.ts";
import { repositoryCoverage, withCase } from "../../src/wire-case.ts";
import { collect } from "./collect.ts";

const signal = new AbortController().signal;

export interface TestCase {
  readonly folder: string;
  readonly db: string;
  readonly config: Config;
  audit(...targets: readonly string[]): Promise<readonly AuditEvent[]>;
  /** The same, for tests that step in while it runs. */
  events(...targets: readonly string[]): AsyncIterable<AuditEvent>;
  /** `audit --dry-run`. */
  plan(...targets: readonly string[]): Promise<readonly AuditEvent[]>;
  report(): Promise<
    Omit<CaseReport, "whole" | "coverage" | "repositories" | "keepImages"> & {
      readonly repositories: readonly RepositoryCoverage[];
    }
  >;
  remove(): void;
}

/** A case in a folder of its own, with nobody's logins. */
export const createTestCase = (
  flags: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): TestCase => {
  const folder = mkdtempSync(join(tmpdir(), "exhume-audit-"));
  const db = join(folder, "case.db");
  const config = readConfig({ flags: { db, ...flags }, env: { HOME: folder, ...env }, cwd: folder });
  return {
    folder,
    db,
    config,
    audit: async (...targets) => collect(runAudit({ config, targets }, signal)),
    events: (...targets) => runAudit({ config, targets }, signal),
    plan: async (...targets) => collect(runAudit({ config, targets, dryRun: true }, signal)),
    report: async () =>
      withCase(
        config,
        {
          use: ({ listed, plan, model, runs, parts, store }) => ({
            listed,
            plan,
            model,
            runs,
            parts,
            repositories: repositoryCoverage(store),
          }),
        },
        signal,
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

import { join } from "node:path";
import type { CaseReport } from "../../src/audit/case-report.ts";
import { readConfig } from "../../src/config.ts";
import { runAudit } from "../../src/wire.ts";
import { withCase } from "../../src/wire-case.ts";

/** Audits an OCI layout into a new case in `folder`, and gives its report with the SHA-256 of every value. */
export const auditTree = async (
  folder: string,
  layout: string,
  signal: AbortSignal,
): Promise<Omit<CaseReport, "whole" | "coverage" | "repositories" | "keepImages">> => {
  const db = join(folder, "case.db");
  const config = readConfig({ flags: { db, concurrency: "2" }, env: { HOME: folder }, cwd: folder });
  for await (const event of runAudit({ config, targets: [`oci:${layout}`] }, signal))
    if (event.type === "blob")
      process.stderr.write(
        `${event.scan.kind} ${event.scan.digest.slice(7, 19)}: ${event.scan.findings.length} findings\n`,
      );
  return withCase(
    config,
    { revealHash: true, use: ({ listed, plan, model, runs, parts }) => ({ listed, plan, model, runs, parts }) },
    signal,
  );
};

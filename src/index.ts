export type { AuditEvent } from "./audit/audit.ts";
export { type Config, readConfig } from "./config.ts";
export type { BlobScan, Finding } from "./domain/finding.ts";
export type { Secret } from "./domain/rotation.ts";
export { UserError } from "./domain/user-error.ts";
export type { ReportModel } from "./report/model.ts";
export { runAudit } from "./wire.ts";
export { withCase } from "./wire-case.ts";

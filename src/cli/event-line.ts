import type { AuditEvent } from "../audit/audit.ts";
import type { BlobScan } from "../domain/finding.ts";
import { safeJson } from "../report/clean.ts";

/** One audit event as a line of JSON. Findings are counted, not repeated: `exhume report` has them joined. */
export const eventLine = (event: AuditEvent): string =>
  safeJson(event.type === "blob" ? { ...blobEvent(event.scan), newSecrets: event.newSecrets } : event);

/** A blob that was scanned, without what was found: that is for the case alone. */
export function blobEvent(scan: BlobScan) {
  const { digest, kind, status, reason, bytes, unpackedBytes, documents, skips } = scan;
  return {
    type: "blob",
    digest,
    kind,
    status,
    reason,
    bytes,
    unpackedBytes,
    documents,
    findings: scan.findings.length,
    skips,
  };
}

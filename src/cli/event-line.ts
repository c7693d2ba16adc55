import type { AuditEvent } from "../audit/audit.ts";
import { safeJson } from "../report/clean.ts";

/** One audit event as a line of JSON. Findings are counted, not repeated: `exhume report` has them joined. */
export const eventLine = (event: AuditEvent): string => safeJson(event.type === "blob" ? blobEvent(event) : event);

function blobEvent({ scan, newSecrets }: Extract<AuditEvent, { readonly type: "blob" }>) {
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
    newSecrets,
    skips,
  };
}

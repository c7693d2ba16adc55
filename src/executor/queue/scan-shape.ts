import * as z from "zod";
import { type BlobScan, CONFIDENCES, SEVERITIES } from "../../domain/finding.ts";

/**
 * What the case relies on when it records a result. A worker of the same version makes no other; one that is broken must
 * not end the audit.
 */
const document = z.looseObject({ kind: z.string(), path: z.string() });
const count = z.number().int().nonnegative();
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

const finding = z.looseObject({
  fingerprint,
  sealedHash: z.string(),
  ruleId: z.string(),
  provider: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(CONFIDENCES),
  strength: z.enum(["proof", "prefix", "name"]),
  runbook: z.string(),
  preview: z.string(),
  validity: z.enum(["unknown", "malformed", "expired", "active", "dead"]),
  facts,
  reasons: z.array(z.string()),
  span: z.looseObject({ start: count, end: count }),
  line: count,
  name: z.string().optional(),
  document,
  provenance: z.enum(["config", "application", "dependency", "vendored"]),
});

const named = z.looseObject({
  fingerprint,
  ruleId: z.string(),
  title: z.string(),
  completes: z.array(z.string()),
  alike: z.boolean(),
  line: count,
  fact: z.string(),
  value: z.string(),
  document,
});

const paths = z.looseObject({
  files: z.string(),
  directories: z.string(),
  whiteouts: z.string(),
  opaques: z.string(),
});

const config = z.looseObject({
  diffIds: z.array(z.string()),
  history: z.array(z.looseObject({ createdBy: z.string(), emptyLayer: z.boolean() })),
  origin: z.record(z.string(), z.string()),
});

const blobScan = z.looseObject({
  digest: z.string(),
  kind: z.enum(["manifest", "config", "layer", "attestation", "artifact"]),
  rulesetId: z.string(),
  status: z.enum(["scanned", "partial", "skipped", "unreachable"]),
  reason: z.string().optional(),
  bytes: count,
  unpackedBytes: count,
  documents: count,
  findings: z.array(finding),
  skips: z.array(z.looseObject({ path: z.string().optional(), reason: z.string() })),
  paths: paths.optional(),
  config: config.optional(),
  build: z.looseObject({ source: z.string(), revision: z.string().optional() }).optional(),
  buildFiles: z.array(z.looseObject({ path: z.string(), text: z.string() })).optional(),
  halves: z.array(z.looseObject({ by: z.string(), title: z.string(), facts })).optional(),
  named: z.array(named).optional(),
  packages: z
    .array(
      z.looseObject({
        manager: z.string(),
        name: z.string(),
        version: z.string(),
        distribution: z.string(),
        keys: z.string(),
      }),
    )
    .optional(),
  weakInLibraries: count.optional(),
  sealed: z.array(z.looseObject({ fingerprint, recipients: z.string(), ciphertext: z.string() })).optional(),
});

export const isBlobScan = (value: unknown): value is BlobScan => blobScan.safeParse(value).success;

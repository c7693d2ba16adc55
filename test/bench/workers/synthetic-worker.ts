import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { BlobJob, BlobScan, DocumentFinding } from "../../../src/domain/finding.ts";
import { packHashes, pathHash } from "../../../src/domain/path-sets.ts";
import { parseQueueAddress } from "../../../src/executor/queue/address.ts";
import { createAuthentic } from "../../../src/executor/queue/authentic.ts";
import { connectQueue } from "../../../src/executor/queue/connect.ts";
import { serveQueue } from "../../../src/executor/queue/serve-queue.ts";
import { parseCaseKey } from "../../../src/store/case-key.ts";
import { RULESET } from "./pending-case.ts";

/** A worker that scans nothing: its results are as large as those of layers, and it is never what is waited for. */
const [keyFile = "", url = ""] = process.argv.slice(2);
const FILES = 1000;
const FOUND_IN = 20;
const nothing = (): void => undefined;

const files = packHashes(Float64Array.from({ length: FILES }, (_, at) => pathHash(`app/f${at}`)));
const scanOf = ({ blob, kind }: BlobJob): BlobScan => {
  const fingerprint = createHash("sha256")
    .update(`secret ${blob.digest.slice(7, 10)}`)
    .digest("hex");
  const isFound = Number.parseInt(blob.digest.slice(7, 11), 16) % FOUND_IN === 0;
  const finding: DocumentFinding = {
    ...{ fingerprint, sealedHash: fingerprint, ruleId: "bench", provider: "bench", title: "Bench token" },
    ...{ severity: "high", confidence: "high", strength: "prefix", runbook: "generic", preview: "ben•••" },
    ...{ validity: "unknown", facts: {}, reasons: ["format"], span: { start: 10, end: 50 }, line: 2 },
    ...{ document: { kind: "file", path: "app/.env" }, provenance: "application" },
  };
  return {
    ...{ digest: blob.digest, kind, rulesetId: RULESET, status: "scanned", bytes: blob.size, unpackedBytes: blob.size },
    ...{ documents: FILES, findings: isFound ? [finding] : [], skips: [] },
    paths: { files, directories: "", whiteouts: "", opaques: "" },
  };
};

const { client, close } = await connectQueue({ address: parseQueueAddress(url), onNotice: nothing });
await serveQueue(
  {
    client,
    authentic: createAuthentic(parseCaseKey(readFileSync(keyFile, "utf8")) ?? new Uint8Array()),
    caseId: undefined,
    tool: "bench",
    rulesetId: RULESET,
    labels: [],
    concurrency: 64,
    once: true,
    host: "bench",
    leaseMs: 30_000,
    graceMs: 0,
    open: async () => ({ run: async (job) => scanOf(job), close: async () => undefined }),
    failed: (job) => scanOf(job),
    watch: { joined: nothing, begun: nothing, ended: nothing },
    onNotice: nothing,
  },
  new AbortController().signal,
);
await close();

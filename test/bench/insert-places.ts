import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Digest } from "../../src/domain/digest.ts";
import type { BlobScan, DocumentFinding } from "../../src/domain/finding.ts";
import { openStore } from "../../src/store/store.ts";

const OF_LAYER = 50;
const LAYERS_TOGETHER = 200;
const SECRETS = 25_000;
const RULESET = "bench";

/** How many places of secrets are written in a second of CPU, ten thousand in a transaction, as scans of layers tell them. */
export async function insertPlaces({ small }: { readonly small: boolean }): Promise<void> {
  const layers = small ? 2000 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    const seconds = await write(join(folder, "exhume.db"), layers);
    const rate = Math.round((layers * OF_LAYER) / seconds);
    process.stdout.write(`Writing a case: ${layers * OF_LAYER} places of secrets, ${rate} rows per second of CPU\n\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function write(path: string, layers: number): Promise<number> {
  const store = openStore(path, { create: true });
  store.key();
  const run = store.runs.start({ targets: ["bench"], rulesetId: RULESET, tool: "bench" });
  const numbers = Array.from({ length: layers }, (_, number) => number);
  const manifest = {
    ...{
      digest: digestOf("manifest"),
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      role: "image" as const,
    },
    ...{ body: new Uint8Array(1), manifests: [], annotations: {} },
    layers: numbers.map((number) => ({ digest: digestOf(`layer ${number}`), mediaType: "layer", size: 1 })),
  };
  store.images.record(run, { repository: { registry: "bench", name: "app" }, digest: manifest.digest }, manifest);
  let seconds = 0;
  for (let first = 0; first < layers; first += LAYERS_TOGETHER) {
    const scans = numbers.slice(first, first + LAYERS_TOGETHER).map(handedOver);
    const started = process.cpuUsage();
    store.atomically(() => {
      for (const scan of scans) store.scans.record(scan);
    });
    await turn();
    const { user, system } = process.cpuUsage(started);
    seconds += (user + system) / 1e6;
  }
  const started = process.cpuUsage();
  store.close();
  const { user, system } = process.cpuUsage(started);
  return seconds + (user + system) / 1e6;
}

/** As a thread hands over what it found. */
const handedOver = (layer: number): BlobScan => structuredClone(scanOf(layer));

const scanOf = (layer: number): BlobScan => ({
  ...{ digest: digestOf(`layer ${layer}`), kind: "layer", rulesetId: RULESET, status: "scanned" },
  ...{ bytes: 1, unpackedBytes: 1, documents: 1, skips: [] },
  findings: Array.from({ length: OF_LAYER }, (_, at) => findingOf(layer, at)),
});

/** The layers of a repository hold the same dozen secrets. */
const findingOf = (layer: number, at: number): DocumentFinding => {
  const secret = (Math.floor(layer / 10) * 12 + (at % 12)) % SECRETS;
  return {
    ...{ fingerprint: printOf(secret), sealedHash: printOf(secret), ruleId: "generic-secret", provider: "generic" },
    ...{ title: "Secret", severity: "high", confidence: "high", strength: "prefix", runbook: "generic" },
    ...{ preview: "•••••••• (24 characters)", validity: "unknown", facts: { user: `service-${secret}` } },
    ...{ reasons: ["name says secret"], span: { start: at * 40, end: at * 40 + 24 }, line: at + 1, name: "TOKEN" },
    document: { kind: "file", path: `app/config/${at % 10}/settings-${at}.env` },
    provenance: "application",
  };
};

const prints = new Map<number, string>();
function printOf(secret: number): string {
  const known = prints.get(secret) ?? hash(`secret ${secret}`);
  prints.set(secret, known);
  return known;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const digestOf = (name: string): Digest => `sha256:${hash(name)}`;

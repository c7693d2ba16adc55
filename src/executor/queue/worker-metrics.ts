import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { WatchWorker } from "./serve-queue.ts";

export interface WorkerMetrics extends WatchWorker {
  /** Answers GET /healthz, /readyz and /metrics. Rejects when the address is not to be had. */
  listen(at: { readonly host: string; readonly port: number }): Promise<AddressInfo>;
  blobs(): number;
  close(): Promise<void>;
}

/** Seconds of a blob: configs take milliseconds, layers of some GB minutes. */
const SECONDS = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800];

/** Numbers of one worker, as Prometheus reads them (prometheus.io, exposition formats). They name no image and no secret. */
export function createWorkerMetrics(): WorkerMetrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register, prefix: "exhume_worker_" });
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counter({ name: `exhume_worker_${name}`, help, labelNames, registers });
  const scanned = counter("blobs_total", "Blobs that were brought to an end, by status", ["status"]);
  const returned = counter("blobs_returned_total", "Blobs that were given back");
  const pulled = counter("pulled_bytes_total", "Bytes pulled from registries");
  const unpacked = counter("unpacked_bytes_total", "Bytes scanned after decompression");
  const findings = counter("findings_total", "Findings, as many as places");
  const busy = new Gauge({ name: "exhume_worker_busy", help: "Blobs that are being scanned", registers });
  const joined = new Gauge({ name: "exhume_worker_joined", help: "1 once it works for an audit", registers });
  const seconds = new Histogram({
    name: "exhume_worker_blob_seconds",
    help: "Seconds from taking a blob to its result",
    buckets: SECONDS,
    registers,
  });
  let isJoined = false;
  let blobs = 0;
  const server = createServer((request, response) => {
    const answer = (status: number, text: string, type = "text/plain; charset=utf-8"): void =>
      void response.writeHead(status, { "content-type": type }).end(text);
    if (request.method !== "GET") answer(405, "GET only\n");
    else if (request.url === "/healthz") answer(200, "ok\n");
    else if (request.url === "/readyz") answer(isJoined ? 200 : 503, isJoined ? "ok\n" : "waiting for an audit\n");
    else if (request.url === "/metrics")
      void register.metrics().then((text) => answer(200, text, register.contentType));
    else answer(404, "try /metrics, /healthz or /readyz\n");
  });
  return {
    joined: () => {
      isJoined = true;
      joined.set(1);
    },
    begun: () => busy.inc(),
    ended: (scan, took) => {
      busy.dec();
      if (scan === undefined) return returned.inc();
      blobs++;
      scanned.inc({ status: scan.status });
      pulled.inc(scan.bytes);
      unpacked.inc(scan.unpackedBytes);
      findings.inc(scan.findings.length);
      seconds.observe(took);
    },
    listen: async ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => resolve(server.address() as AddressInfo));
      }),
    blobs: () => blobs,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

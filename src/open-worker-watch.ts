import type { Config } from "./config.ts";
import { UserError } from "./domain/user-error.ts";
import { createWorkerMetrics, type WorkerMetrics } from "./executor/queue/worker-metrics.ts";

const LOOPBACK = "127.0.0.1";

/** What a worker tells of itself; over HTTP where the settings say so. Throws UserError for an address that is taken. */
export async function openWorkerWatch(
  { metricsPort }: Pick<Config, "metricsPort">,
  say: (text: string) => void,
): Promise<WorkerMetrics> {
  const metrics = createWorkerMetrics();
  if (metricsPort !== undefined) {
    const at = metricsPort.lastIndexOf(":");
    const host = at < 0 ? LOOPBACK : metricsPort.slice(0, at).replace(/^\[|\]$/g, "");
    const port = Number(metricsPort.slice(at + 1));
    const bound = await metrics.listen({ host, port }).catch((error: unknown) => {
      throw new UserError({
        code: "METRICS_PORT",
        message: `metrics at ${metricsPort}: ${error instanceof Error ? error.message : "cannot listen"}`,
        hint: "write a port that is free, or ADDRESS:PORT",
      });
    });
    const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
    say(`metrics at http://${name}:${bound.port}/metrics`);
  }
  return {
    ...metrics,
    joined: (caseId) => {
      metrics.joined(caseId);
      say(`working for the case ${caseId}`);
    },
  };
}

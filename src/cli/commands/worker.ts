import type { Command } from "commander";
import { commandConfig, interruptible } from "../context.ts";
import { addPullFlags } from "../pull-flags.ts";

const NOTES = `
A worker has its own logins to registries and needs the key of the case: the
file beside it, or its text in EXHUME_KEY. It is refused with another key, and
when its version or its rules are not those of the audit. It ends on SIGTERM,
after the blobs that it is at, or after --grace seconds.`;

export function addWorker(program: Command): void {
  addPullFlags(program.command("worker"))
    .description("scan what an audit with --queue gives out, on this machine")
    .option("--queue <url>", "Redis or Valkey of the audit: redis://HOST, rediss://HOST")
    .option("--queue-password-file <file>", "file with its password; or EXHUME_QUEUE_PASSWORD")
    .option("--key-file <file>", "key file of the case (exhume.db.key)")
    .option("--case <id>", "the case it is for, where the queue has several")
    .option("--labels <labels>", 'registries it serves: "region=eu-west-1; registry=docker.io" (default: all)')
    .option("--once", "end with the audit")
    .option("--json", "each blob as a line of JSON on stdout")
    .option("--lease <seconds>", "when the blob of a worker that died goes to another (default: 30)")
    .option("--grace <seconds>", "what blobs may still take when it is to end (default: 20)")
    .option("--metrics-port <port>", "health and Prometheus metrics, on loopback: PORT or ADDRESS:PORT")
    .option("--concurrency <n>", "blobs pulled and scanned at a time (default: 4)")
    .option("--threads <n>", "threads that scan (default: one for each core, 8 at the most)")
    .option("--max-memory <amount>", "memory each of them may hold: 512MB, 2GB (default: 1GB)")
    .addHelpText("after", NOTES)
    .action(async (flags: { readonly once?: true; readonly json?: true }, command: Command) => {
      const { runWorkerCommand } = await import("../run-worker.ts");
      const asked = { once: flags.once ?? false, json: flags.json ?? false };
      await runWorkerCommand({ config: await commandConfig(command), ...asked }, interruptible());
    });
}

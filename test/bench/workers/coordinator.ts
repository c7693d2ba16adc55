import { failedScan } from "../../../src/audit/process-blob.ts";
import { parseQueueAddress } from "../../../src/executor/queue/address.ts";
import { createAuthentic } from "../../../src/executor/queue/authentic.ts";
import { connectQueue } from "../../../src/executor/queue/connect.ts";
import { openQueueExecutor } from "../../../src/executor/queue/queue-executor.ts";
import { openStore } from "../../../src/store/store.ts";
import { RULESET } from "./pending-case.ts";

/** A coordinator as an audit has it, over what is pending in a case, until it has recorded so many blobs. Tells what it took. */
const [path = "", url = "", run = "", blobs = ""] = process.argv.slice(2);
const never = new AbortController().signal;
const store = openStore(path, { create: false });
const failed = (job: Parameters<typeof failedScan>[0], reason: string) =>
  failedScan(job, { rulesetId: RULESET, status: "unreachable", reason });
const { client, close } = await connectQueue({ address: parseQueueAddress(url), onNotice: () => undefined });
const executor = await openQueueExecutor({
  client,
  caseId: store.id,
  rulesetId: RULESET,
  authentic: createAuthentic(store.key()),
  tool: "bench",
  seal: [],
  isRemote: () => true,
  processBlob: async (job) => failed(job, "not here"),
  labelsOf: (registry) => ({ registry }),
  failed,
  onNotice: (text) => process.stderr.write(`${text}\n`),
});
const opened = performance.now();
let first = 0;
let cpu = process.cpuUsage();
let count = 0;
for await (const scan of executor.execute(store.pending.layers(Number(run), RULESET), never)) {
  if (count === 0) {
    first = performance.now();
    cpu = process.cpuUsage();
  }
  store.scans.record(scan);
  store.flush();
  if (++count > Number(blobs)) break;
}
const { user, system } = process.cpuUsage(cpu);
const figures = {
  orderSeconds: (first - opened) / 1000,
  wallMs: (performance.now() - first) / (count - 1),
  cpuMs: (user + system) / 1000 / (count - 1),
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(figures));
await executor.close(true);
await close();
store.close();

import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import type { BlobJob } from "../../src/domain/finding.ts";
import type { Executor, PullBlob } from "../../src/executor/executor.ts";
import { threadsExecutor } from "../../src/executor/threads.ts";
import { collect } from "../support/collect.ts";
import { executorContract, LIMIT, toyJob, toyPull } from "./contract.ts";
import { toyBlob, toyScan } from "./toy-blob.ts";

/** Node 20 reads no TypeScript, and a worker does not inherit who does. */
const ENTRY = `import("tsx/esm/api").then(({ tsImport }) => tsImport("./toy-thread.ts", "${import.meta.url}"))`;
const MEBIBYTE = 1024 * 1024;
const never = new AbortController().signal;

interface Open {
  readonly memory?: number;
  readonly worthBytes?: number;
  /** Threads end when they are to help. */
  readonly dies?: boolean;
  readonly threads?: number;
  readonly shares?: boolean;
  /** Told of each thread. */
  readonly onStart?: (worker: Worker) => void;
}

const open = (
  pull: PullBlob,
  { memory, worthBytes = 0, dies = false, threads = 2, shares = true, onStart }: Open = {},
): Executor =>
  threadsExecutor({
    threads,
    limit: LIMIT,
    start: () => {
      const worker = new Worker(ENTRY, {
        workerData: { dies, ...(memory === undefined ? {} : { memory }) },
        resourceLimits: { maxOldGenerationSizeMb: 128 },
        eval: true,
      });
      onStart?.(worker);
      return worker;
    },
    pull,
    processBlob: toyBlob(pull),
    failed: (job, reason) => toyScan(job, { status: "skipped", reason }),
    shares,
    maxMemory: "128MB",
    worthBytes,
  });

const good = (count: number): readonly BlobJob[] => Array.from({ length: count }, (_, at) => toyJob(`good-${at}`));

describe("threads", () => {
  executorContract((pull) => open(pull));

  it.each([
    ["exits", "the scan thread ended over it (exit code 3): please report it"],
    ["throws", "the scan thread ended over it (RangeError): please report it"],
    ["hogs", "takes more memory than the 128MB of a scan thread: not scanned, --max-memory allows more"],
  ])(
    "a blob over which a thread ends (%s) fails alone, with the reason, and the others are scanned",
    async (mediaType, reason) => {
      const jobs = [...good(2), toyJob("bad", { mediaType }), ...good(4)];
      const scans = await collect(open(toyPull().pull)(jobs, never));
      expect(scans.filter(({ status }) => status === "skipped")).toMatchObject([{ digest: "sha256:bad", reason }]);
      expect(scans).toHaveLength(jobs.length);
    },
  );

  it("what keeps more memory than a thread may hold is not scanned; what only passes through may be larger", async () => {
    const size = 200 * MEBIBYTE;
    const jobs = [...good(3), toyJob("kept", { size, mediaType: "keeps" }), toyJob("passes", { size }), ...good(3)];
    const scans = await collect(open(toyPull().pull, { memory: 100 * MEBIBYTE })(jobs, never));
    expect(scans.filter(({ status }) => status === "skipped")).toMatchObject([
      { digest: "sha256:kept", reason: expect.stringMatching(/^takes more memory than the 128MB of a scan thread/) },
    ]);
    expect(scans).toHaveLength(jobs.length);
  });

  it("starts no thread for little, and no more than it may", async () => {
    let started = 0;
    const onStart = (): void => void started++;
    await collect(open(toyPull().pull, { worthBytes: 1000, onStart })(good(10), never));
    expect(started).toBe(0);
    await collect(
      open(toyPull().pull, { worthBytes: 1000, onStart })([toyJob("large", { size: 1000 }), ...good(20)], never),
    );
    expect(started).toBe(2);
  });

  it("leaves no thread behind, also when it is aborted in the middle of a blob", async () => {
    const ended: Promise<unknown>[] = [];
    const controller = new AbortController();
    const onStart = (worker: Worker): void => {
      ended.push(new Promise((resolve) => worker.once("exit", resolve)));
    };
    const waits = good(3).map(({ blob }) => toyJob(blob.digest, { mediaType: "waits" }));
    const { pull } = toyPull();
    const begun: PullBlob = async function* (job, holder, signal) {
      yield* pull(job, holder, signal);
      setImmediate(() => controller.abort());
    };
    await expect(collect(open(begun, { onStart })(waits, controller.signal))).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(await Promise.all(ended)).toHaveLength(2);
  });

  const helped = (name: string): BlobJob => toyJob(name, { size: 8 * MEBIBYTE, mediaType: "helped" });

  it("a thread that has no blob helps with a large layer, which is the only one or the last one", async () => {
    const one = await collect(open(toyPull().pull)([helped("large")], never));
    expect(one).toMatchObject([{ status: "scanned", reason: "helped" }]);
    const scans = await collect(open(toyPull().pull)([...good(5), helped("large"), ...good(5)], never));
    expect(scans.find(({ digest }) => digest === "sha256:large")).toMatchObject({ reason: "helped" });
    expect(scans).toHaveLength(11);
  });

  it("two large layers have a thread each; the one that is left then is helped", async () => {
    let started = 0;
    const jobs = [toyJob("first", { size: 8 * MEBIBYTE }), helped("second")];
    const scans = await collect(open(toyPull().pull, { onStart: () => void started++ })(jobs, never));
    expect(scans.find(({ digest }) => digest === "sha256:second")).toMatchObject({ reason: "helped" });
    expect(started).toBe(2);
  });

  it("a thread that ends while it helps fails no blob", async () => {
    const scans = await collect(open(toyPull().pull, { dies: true })([helped("large")], never));
    expect(scans).toMatchObject([{ status: "scanned", reason: "the helper is gone" }]);
  });

  it.each([
    ["one thread", { threads: 1 }],
    ["values are sealed", { shares: false }],
  ])("nobody helps where there is %s", async (_, options) => {
    let started = 0;
    const large = toyJob("large", { size: 16 * MEBIBYTE });
    await collect(open(toyPull().pull, { ...options, onStart: () => void started++ })([large], never));
    expect(started).toBe(1);
  });

  it("an end of the reading ends the threads", async () => {
    const ended: Promise<unknown>[] = [];
    const onStart = (worker: Worker): void => {
      ended.push(new Promise((resolve) => worker.once("exit", resolve)));
    };
    for await (const _ of open(toyPull().pull, { onStart })(good(20), never)) break;
    expect(await Promise.all(ended)).not.toHaveLength(0);
  });

  it("a thread that does not start is no fault of a blob: the work ends", async () => {
    const { pull } = toyPull();
    const broken = threadsExecutor({
      threads: 2,
      limit: LIMIT,
      start: () => new Worker("throw new Error('no rules')", { eval: true }),
      pull,
      processBlob: toyBlob(pull),
      failed: (job, reason) => toyScan(job, { status: "skipped", reason }),
      shares: true,
      maxMemory: "128MB",
      worthBytes: 0,
    });
    await expect(collect(broken(good(2), never))).rejects.toThrow("a scan thread did not start");
  });
});

import { setTimeout as pause } from "node:timers/promises";
import { Queue } from "bullmq";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BlobScan } from "../../../src/domain/finding.ts";
import { createAuthentic } from "../../../src/executor/queue/authentic.ts";
import { caseKeys } from "../../../src/executor/queue/names.ts";
import { sealResult } from "../../../src/executor/queue/results.ts";
import { collect } from "../../support/collect.ts";
import { type RedisServer, startRedis } from "../../support/redis.ts";
import { requireTool } from "../../support/tools.ts";
import { toyJob, toyPull } from "../contract.ts";
import { toyScan } from "../toy-blob.ts";
import { openToyQueue, TOY_KEY, type ToyQueue } from "./toy-queue.ts";

const never = new AbortController().signal;
const CASE = "cafe";

describe.skipIf(!requireTool("redis-server"))("who can write to Redis", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());

  /** Runs one job while `write` writes to the queue of results, and gives what came of it. */
  const audited = async (write: (results: Queue, ticket: string) => Promise<void>) => {
    const queue = await openToyQueue(redis, { caseId: CASE });
    const results = new Queue("results", { connection: { port: redis.port }, prefix: caseKeys(CASE).prefix });
    // It takes the job and never ends it, so that its ticket can be seen.
    const idle = await queue.work(toyPull().pull, { labels: "registry=nowhere.example" });
    const scans: BlobScan[] = [];
    const jobs = [toyJob("one")];
    const done = collect(queue.executor.execute(jobs, never)).then((all) => scans.push(...all));
    await write(results, "f".repeat(32));
    await pause(500);
    expect(scans).toEqual([]);
    const worker = await queue.work(toyPull().pull);
    await done;
    for (const one of [idle, worker]) await one.end();
    await results.close();
    const progress = queue.refused();
    await queue.close(true);
    return { scans, refused: progress, notices: queue.notices };
  };

  const scan = (): BlobScan => toyScan(toyJob("one"), { reason: "forged" });
  const under = (key: Uint8Array) => ({ caseId: CASE, rulesetId: "toy", authentic: createAuthentic(key) });
  const add = async (results: Queue, data: unknown): Promise<void> => void (await results.add("result", data));

  it.each([
    [
      "forges a result under a key of its own",
      "forged",
      async (results: Queue, ticket: string) =>
        add(results, sealResult({ ticket, worker: "w", scan: scan() }, under(Buffer.alloc(32)))),
    ],
    [
      "delivers a result of another job again",
      "late",
      async (results: Queue, ticket: string) =>
        add(results, sealResult({ ticket, worker: "w", scan: scan() }, under(TOY_KEY))),
    ],
    [
      "delivers one under the ticket of another",
      "forged",
      async (results: Queue, ticket: string) =>
        add(results, { ...sealResult({ ticket: "0".repeat(32), worker: "w", scan: scan() }, under(TOY_KEY)), ticket }),
    ],
    ["writes what is no result", "malformed", async (results: Queue) => add(results, { ticket: 7, body: ["what"] })],
    [
      "writes what is no scan, with the key",
      "malformed",
      async (results: Queue, ticket: string) =>
        add(
          results,
          sealResult({ ticket, worker: "w", scan: { ...scan(), findings: "none" as never } }, under(TOY_KEY)),
        ),
    ],
    [
      "writes more than a result may be",
      "oversized",
      async (results: Queue, ticket: string) =>
        add(results, { ticket, worker: "w", body: "A".repeat(33 * 1024 * 1024) }),
    ],
  ])("%s: it is refused and counted (%s), and the job is done by a worker", async (_, refusal, write) => {
    const { scans, refused } = await audited(write);
    expect(scans).toMatchObject([{ digest: "sha256:one", status: "scanned" }]);
    expect(scans[0]?.reason).not.toBe("forged");
    expect(refused).toMatchObject({ [refusal]: 1 });
  });

  it("gives out a job that the audit did not: no worker does it, and it is counted", async () => {
    const queue: ToyQueue = await openToyQueue(redis, { caseId: CASE });
    const { pull, state } = toyPull();
    const worker = await queue.work(pull);
    await collect(queue.executor.execute([toyJob("first")], never));
    const given = state.given;
    const [name = ""] = await queue.queues();
    const blobs = new Queue(name, { connection: { port: redis.port }, prefix: caseKeys(CASE).prefix });
    const body = JSON.stringify({ ticket: "t", rulesetId: "toy", job: toyJob("evil", { size: 1000 }) });
    await blobs.add("blob", { body, mac: "0".repeat(64) });
    for (let tries = 0; queue.refused().forged === 0 && tries < 100; tries++) await pause(100);
    expect(queue.refused()).toMatchObject({ forged: 1 });
    expect(state.given).toBe(given);
    await worker.end();
    await blobs.close();
    await queue.close(true);
  });
});

import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { BlobJob } from "../../../src/domain/finding.ts";
import type { PullBlob } from "../../../src/executor/executor.ts";
import { collect } from "../../support/collect.ts";
import { type RedisServer, startRedis } from "../../support/redis.ts";
import { requireTool } from "../../support/tools.ts";
import { toyJob, toyPull } from "../contract.ts";
import { openToyQueue } from "./toy-queue.ts";

const never = new AbortController().signal;

const at = (registry: string, ...names: readonly string[]): readonly BlobJob[] =>
  names.map((name) => ({ ...toyJob(name), holders: [{ registry, name: "app" }] }));

describe.skipIf(!requireTool("redis-server"))("workers of a queue", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());

  /** Notes which worker pulled from which registry. */
  const noting = (pulled: string[], name: string): PullBlob =>
    async function* (job, holder, signal) {
      pulled.push(`${name} ${holder.registry}`);
      yield* toyPull().pull(job, holder, signal);
    };

  it("pull only from registries that their labels name", async () => {
    const queue = await openToyQueue(redis);
    const pulled: string[] = [];
    const workers = [
      await queue.work(noting(pulled, "first"), { labels: "registry=a.example" }),
      await queue.work(noting(pulled, "second"), { labels: "registry=b.example; registry=c.example" }),
    ];
    const jobs = [...at("a.example", "1", "2", "3"), ...at("b.example", "4", "5"), ...at("c.example", "6")];
    const scans = await collect(queue.executor.execute(jobs, never));
    expect(scans.map(({ digest }) => digest).sort()).toEqual(jobs.map(({ blob }) => blob.digest).sort());
    expect([...new Set(pulled)].sort()).toEqual(["first a.example", "second b.example", "second c.example"]);
    for (const worker of workers) await worker.end();
    await queue.close(true);
  });

  it("a blob that one registry does not give is pulled from another one by who serves that", async () => {
    const queue = await openToyQueue(redis);
    const pulled: string[] = [];
    const fails: PullBlob = async function* (job, holder, signal) {
      pulled.push(`fails ${holder.registry}`);
      yield* toyPull().pull({ ...job, blob: { ...job.blob, size: 10, mediaType: "breaks" } }, holder, signal);
    };
    const [job] = at("a.example", "both");
    const both = { ...job!, holders: [...job!.holders, { registry: "b.example", name: "copy" }] };
    const first = await queue.work(fails, { labels: "registry=a.example" });
    const scans = collect(queue.executor.execute([both], never));
    for (let tries = 0; pulled.length === 0 && tries < 100; tries++) await pause(100);
    const second = await queue.work(noting(pulled, "second"), { labels: "registry=b.example" });
    expect(await scans).toMatchObject([{ digest: "sha256:both", status: "scanned" }]);
    expect(pulled).toEqual(["fails a.example", "second b.example"]);
    for (const worker of [first, second]) await worker.end();
    await queue.close(true);
  });

  it("what only this machine has is scanned here", async () => {
    const queue = await openToyQueue(redis);
    const scans = await collect(queue.executor.execute(at("here", "1", "2"), never));
    expect(scans.map(({ reason }) => reason)).toEqual(["scanned here", "scanned here"]);
    await queue.close(true);
  });

  it.each([
    ["another key", { key: Buffer.alloc(32, "another") }, /^the key of this worker is not that of the case/],
    ["another version", { tool: "0.9.0" }, /^the audit has exhume 1\.0\.0, this worker 0\.9\.0$/],
    ["other rules", { rulesetId: "other" }, /^the audit has the rules toy, this worker other$/],
  ])("one with %s is refused with a clear line", async (_, options, message) => {
    const queue = await openToyQueue(redis);
    const worker = await queue.work(toyPull().pull, options);
    await expect(worker.ended).rejects.toThrow(message);
    await queue.close(true);
  });

  it("a worker that is to end gives back what it is at after its grace, and another one does it", async () => {
    const queue = await openToyQueue(redis);
    let pulled = 0;
    const waits: PullBlob = async function* (job, holder, signal) {
      pulled++;
      await once(signal, "abort");
      signal.throwIfAborted();
      yield* toyPull().pull(job, holder, signal);
    };
    const first = await queue.work(waits);
    const scans = collect(queue.executor.execute(at("a.example", "1"), never));
    for (let tries = 0; pulled === 0 && tries < 100; tries++) await pause(100);
    await first.end();
    // What it gave back may wake it once more: it does not begin again.
    expect(pulled).toBe(1);
    const second = await queue.work(toyPull().pull);
    expect(await scans).toMatchObject([{ status: "scanned" }]);
    await second.end();
    await queue.close(true);
  });

  it("a worker that is to end brings to an end what it is at, within its grace", async () => {
    const queue = await openToyQueue(redis);
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow: PullBlob = async function* (job, holder, signal) {
      begun();
      await pause(300, undefined, { signal });
      yield* toyPull().pull(job, holder, signal);
    };
    const worker = await queue.work(slow, { graceMs: 30_000 });
    const scans = collect(queue.executor.execute(at("a.example", "1"), never));
    await isBegun;
    await worker.end();
    expect(await scans).toMatchObject([{ status: "scanned" }]);
    await queue.close(true);
  });

  it("an audit that stops and comes again takes what was scanned meanwhile: nothing is pulled twice", async () => {
    const { pull, state } = toyPull();
    const jobs = at("a.example", "1", "2", "3");
    const first = await openToyQueue(redis, { caseId: "beef" });
    const worker = await first.work(pull);
    const controller = new AbortController();
    const stopped: string[] = [];
    for await (const scan of first.executor.execute(jobs, controller.signal)) {
      stopped.push(scan.digest);
      break;
    }
    for (let tries = 0; state.given < 30 && tries < 100; tries++) await pause(100);
    await first.close(false);
    const left = jobs.filter(({ blob }) => blob.digest !== stopped[0]);
    const second = await openToyQueue(redis, { caseId: "beef" });
    const scans = await collect(second.executor.execute(left, never));
    expect(scans.map(({ digest }) => digest).sort()).toEqual(left.map(({ blob }) => blob.digest).sort());
    expect(state.given).toBe(30);
    await worker.end();
    await second.close(true);
  });

  it("nothing is left in Redis once all is done", async () => {
    const queue = await openToyQueue(redis, { caseId: "abcd" });
    const worker = await queue.work(toyPull().pull);
    await collect(queue.executor.execute(at("a.example", "1", "2"), never));
    await worker.end();
    await queue.close(true);
    const client = new Redis(redis.port);
    expect(await client.keys("*abcd*")).toEqual(["{exhume:abcd}:audit"]);
    for (const key of ["{exhume:abcd}:audit", "exhume:cases"]) expect(await client.pttl(key)).toBeGreaterThan(0);
    client.disconnect();
  });

  it("one that ends with its audit waits for the next one, and is not left behind by one that is over at once", async () => {
    const before = await openToyQueue(redis, { caseId: "c0de" });
    await before.close(true);
    const worker = await before.work(toyPull().pull, { once: true });
    const ended = vi.fn();
    worker.ended.then(ended, ended);
    await worker.waits;
    await pause(1000);
    expect(ended).not.toHaveBeenCalled();
    const short = await openToyQueue(redis, { caseId: "c0de" });
    await short.close(true);
    await worker.ended;
  });

  it("many jobs wait in the audit, not in Redis", async () => {
    const queue = await openToyQueue(redis);
    const client = new Redis(redis.port);
    const most: number[] = [];
    const counting: PullBlob = async function* (job, holder, signal) {
      most.push((await client.keys(`*${queue.caseId}}:blobs-*`)).length);
      yield* toyPull().pull(job, holder, signal);
    };
    const worker = await queue.work(counting);
    const jobs = at("a.example", ...Array.from({ length: 300 }, (_, number) => `${number}`));
    expect(await collect(queue.executor.execute(jobs, never))).toHaveLength(300);
    expect(Math.max(...most)).toBeLessThan(40);
    client.disconnect();
    await worker.end();
    await queue.close(true);
  });
});

import { afterAll, beforeAll, describe } from "vitest";
import type { Executor, PullBlob } from "../../../src/executor/executor.ts";
import { type RedisServer, startRedis } from "../../support/redis.ts";
import { requireTool } from "../../support/tools.ts";
import { executorContract, LIMIT } from "../contract.ts";
import { openToyQueue } from "./toy-queue.ts";

describe.skipIf(!requireTool("redis-server"))("queue", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());

  const open = (pull: PullBlob): Executor =>
    async function* (jobs, signal) {
      const queue = await openToyQueue(redis, { room: LIMIT });
      const worker = await queue.work(pull);
      try {
        yield* queue.executor.execute(jobs, signal);
      } finally {
        await worker.end();
        await queue.close(true);
      }
    };
  executorContract(open);
});

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import type { RedisServer } from "../support/redis.ts";

export interface Unrest {
  /** How often something was ended before its time: no blob may be served more often than once more. */
  kills(): number;
  /** Results that were delivered again. */
  replays(): number;
  stop(): Promise<void>;
}

interface StirUp {
  readonly redis: RedisServer;
  readonly start: () => ChildProcess;
  readonly workers: number;
  readonly random: () => number;
  /** Between two of its doings, in the mean. */
  readonly pauseMs: number;
}

/** Kills workers and starts others, takes the power from Redis, and delivers results again, until it is stopped. */
export function stirUp({ redis, start, workers, random, pauseMs }: StirUp): Unrest {
  const crowd = Array.from({ length: workers }, start);
  let stopped = false;
  let kills = 0;
  const killOne = async (): Promise<void> => {
    const at = Math.floor(random() * crowd.length);
    await kill(crowd[at]!);
    kills++;
    crowd[at] = start();
  };
  const restart = async (): Promise<void> => {
    await redis.restart();
    kills++;
  };
  const replayer = replay(redis);
  const run = async (): Promise<void> => {
    while (!stopped) {
      await pause(pauseMs * (0.5 + random()));
      if (!stopped) await (random() < 0.25 ? restart() : killOne());
    }
  };
  const running = run();
  return {
    kills: () => kills,
    replays: replayer.count,
    stop: async () => {
      stopped = true;
      await running;
      await replayer.stop();
      await Promise.all(crowd.map(kill));
    },
  };
}

/** Ends it as the kernel does when memory is short. */
const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
};

/** Whoever can write to Redis can deliver again, late and in another order, what stood there. */
function replay(redis: RedisServer) {
  const client = new Redis(redis.port, "127.0.0.1", { maxRetriesPerRequest: null });
  client.on("error", () => undefined);
  const seen: unknown[] = [];
  let count = 0;
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      for (const caseId of await client.smembers("exhume:cases")) {
        const queue = new Queue("results", { connection: client, prefix: `{exhume:${caseId}}` });
        queue.on("error", () => undefined);
        for (const { data } of await queue.getJobs(["waiting", "active"], 0, 20)) seen.push(data);
        const old = seen.length > 3 ? seen.shift() : undefined;
        if (old !== undefined) {
          await queue.add("result", old, { jobId: `again-${count++}`, removeOnComplete: true, removeOnFail: true });
        }
      }
      await pause(50);
    }
  };
  const running = run().catch(() => undefined);
  return {
    count: () => count,
    stop: async () => {
      stopped = true;
      await Promise.race([running, pause(1000)]);
      client.disconnect();
    },
  };
}

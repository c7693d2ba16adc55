import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./server-process.ts";

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Where it writes. */
  readonly directory: string;
  /** Ends it as a machine does that loses its power, and starts it again with what it had written. */
  restart(): Promise<void>;
  /** Ends it for good; a second call does nothing. */
  stop(): Promise<void>;
}

interface StartRedis {
  readonly password?: string;
  /** More words of its command line (redis.conf). */
  readonly settings?: readonly string[];
}

/** Debian's redis-server on a free loopback port, with an append-only file; ask `requireTool("redis-server")` before. */
export async function startRedis({ password, settings = [] }: StartRedis = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), "exhume-redis-"));
  const port = await freePort();
  const words = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", directory, "--save", "", "--appendonly", "yes"];
  const secret = password === undefined ? [] : ["--requirepass", password];
  let child = await start([...words, ...secret, ...settings]);
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    directory,
    restart: async () => {
      await end();
      child = await start([...words, ...secret, ...settings]);
    },
    stop: async () => {
      await end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const start = async (words: readonly string[]): Promise<ChildProcess> => {
  const child = spawn("redis-server", words, { stdio: ["ignore", "pipe", "inherit"] });
  let log = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      log += String(chunk);
      if (/Ready to accept connections/.test(log)) resolve();
    });
    child.once("exit", () => reject(new Error(`redis-server ended: ${log.slice(-2000)}`)));
  });
  return child;
};

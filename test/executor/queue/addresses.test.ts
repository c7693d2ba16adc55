import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseQueueAddress } from "../../../src/executor/queue/address.ts";
import { collect } from "../../support/collect.ts";
import { exhume, exitOf, startExhume } from "../../support/exhume.ts";
import { startRedis } from "../../support/redis.ts";
import { scratch } from "../../support/scratch.ts";
import { selfSigned } from "../../support/self-signed.ts";
import { freePort } from "../../support/server-process.ts";
import { requireTool } from "../../support/tools.ts";
import { toyJob, toyPull } from "../contract.ts";
import { openToyQueue } from "./toy-queue.ts";

const never = new AbortController().signal;

describe("the address of a queue", () => {
  it.each([
    ["redis://queue", { kind: "single", tls: false, nodes: [{ host: "queue", port: 6379 }], db: 0 }],
    ["rediss://queue:7000/3", { kind: "single", tls: true, nodes: [{ host: "queue", port: 7000 }], db: 3 }],
    ["redis://[::1]:7000", { nodes: [{ host: "::1", port: 7000 }] }],
    ["redis://ann:p%40ss@queue", { user: "ann", password: "p@ss", shown: "redis://queue" }],
    ["redis://:word@queue", { password: "word", shown: "redis://queue" }],
    [
      "redis+sentinel://a,b:7/main",
      { kind: "sentinel", master: "main", nodes: [{ host: "a", port: 26379 }, { port: 7 }] },
    ],
    ["rediss+cluster://a,b", { kind: "cluster", tls: true, nodes: [{ host: "a", port: 6379 }, { host: "b" }] }],
  ])("%s", (text, parts) => expect(parseQueueAddress(text)).toMatchObject(parts));

  it.each([
    "cache.example",
    "http://cache.example",
    "redis://",
    "redis://a,b",
    "redis://a:0",
    "redis://a/one",
    "redis://a/1/2",
    "redis+sentinel://a",
    "redis+cluster://a/2",
    "redis://%zz:x@a",
  ])("%s is none, and is not quoted", (text) => {
    expect(() => parseQueueAddress(text)).toThrow(/^the address of the queue is wrong: /);
    expect(() => parseQueueAddress(text)).not.toThrow(text);
  });
});

describe.skipIf(!requireTool("redis-server"))("a queue", () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const start = async (settings: readonly string[] = []) => {
    const server = await startRedis({ settings });
    ends.push(server.stop);
    return server;
  };

  /** An audit of some blobs by a worker, both at this address. */
  const works = async (url: string): Promise<void> => {
    const queue = await openToyQueue({ url });
    const worker = await queue.work(toyPull().pull);
    const scans = await collect(queue.executor.execute([toyJob("1"), toyJob("2")], never));
    expect(scans.map(({ status }) => status)).toEqual(["scanned", "scanned"]);
    await worker.end();
    await queue.close(true);
  };

  it("may be a cluster", async () => {
    const bus = ["--cluster-port", `${await freePort()}`, "--cluster-announce-ip", "127.0.0.1"];
    const { port } = await start(["--cluster-enabled", "yes", ...bus]);
    const client = (...words: readonly string[]): string =>
      execFileSync("redis-cli", ["-p", `${port}`, ...words], { encoding: "utf8" });
    client("cluster", "addslotsrange", "0", "16383");
    while (!client("cluster", "info").includes("cluster_state:ok"));
    await works(`redis+cluster://127.0.0.1:${port}`);
  });

  it("may be watched by sentinels", async () => {
    const { port } = await start();
    const folder = scratch();
    const sentinelPort = await freePort();
    const file = join(folder, "sentinel.conf");
    writeFileSync(
      file,
      `port ${sentinelPort}\nbind 127.0.0.1\ndir ${folder}\nsentinel monitor main 127.0.0.1 ${port} 1\n`,
    );
    const sentinel = spawn("redis-server", [file, "--sentinel"], { stdio: "ignore" });
    ends.push(async () => {
      sentinel.kill("SIGKILL");
      await exitOf(sentinel);
    });
    await works(`redis+sentinel://127.0.0.1:${sentinelPort}/main`);
  });

  it("may be behind TLS, by an authority that the environment names; another one is not believed", async () => {
    const folder = scratch();
    selfSigned(folder);
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const port = await freePort();
    const tls = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no"];
    await start(["--tls-port", `${port}`, ...tls]);
    const env = { EXHUME_QUEUE: `rediss://localhost:${port}`, EXHUME_KEY: Buffer.alloc(32).toString("base64") };
    const refused = await exhume(["worker"], { cwd: folder, env });
    expect(refused.stderr).toMatch(/the queue at rediss:\/\/localhost:\d+: self-signed certificate/);
    expect(refused.status).toBe(2);
    const worker = startExhume(["worker"], { cwd: folder, env: { ...env, NODE_EXTRA_CA_CERTS: certificate } });
    for await (const said of worker.stderr!) if (String(said).includes("waiting for an audit")) break;
    worker.kill("SIGTERM");
    expect(await exitOf(worker)).toEqual([0, null]);
  });

  it("at a public address without a password is warned of", { timeout: 30_000 }, async () => {
    const env = { EXHUME_QUEUE: "redis://192.88.99.1", EXHUME_KEY: Buffer.alloc(32).toString("base64") };
    const { stderr } = await exhume(["worker"], { cwd: scratch(), env });
    expect(stderr).toMatch(/^note: the queue at redis:\/\/192\.88\.99\.1 has a public address and no password: /);
  });
});

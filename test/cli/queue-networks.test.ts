import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { exhume, exitOf } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { mayMakeNetworks, openNetworkNamespace } from "../support/network-namespace.ts";
import { startRedis } from "../support/redis.ts";
import { startRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

const KEY = Buffer.alloc(32, "key of the tests").toString("base64");
const HOSTS = ["a.registry.example", "b.registry.example"] as const;

const tools = ["redis-server", "ip"].every(requireTool);

describe.skipIf(!tools || !mayMakeNetworks())("two workers in two networks", () => {
  it("that each reach their own registry only finish an audit of both by their labels", {
    timeout: 120_000,
  }, async () => {
    const redis = await startRedis();
    const registries = [await startRegistry(), await startRegistry()];
    const networks = [openNetworkNamespace(1), openNetworkNamespace(2)];
    try {
      const workers = [];
      const ports = registries.map(({ host }) => Number(host.split(":")[1]));
      for (const [at, network] of networks.entries()) {
        const secret = `GITHUB_TOKEN=${expand("ghp_<base62:30><crc32>", 70 + at)}\n`;
        registries[at]!.push("team/app", image({ layers: [gzipLayer([layer.file("app/.env", secret)])] }), {
          tags: ["v1"],
        });
        await network.publish(ports[at]!);
        await network.publish(redis.port);
        // Each is told where both are, and reaches one.
        const endpoints = HOSTS.flatMap((host, one) => [
          "--endpoint",
          `${host}=http://${networks[one]!.address}:${ports[one]}`,
        ]);
        const queue = `redis://${network.address}:${redis.port}`;
        const args = ["worker", "--once", "--queue", queue, "--labels", `registry=${HOSTS[at]}`, ...endpoints];
        workers.push(network.exhume(args, { cwd: scratch(), env: { EXHUME_KEY: KEY } }));
      }
      const cwd = scratch();
      writeFileSync(join(cwd, "exhume.db.key"), KEY);
      const ends = HOSTS.flatMap((host, at) => ["--endpoint", `${host}=http://127.0.0.1:${ports[at]}`]);
      const said = workers.map(async ({ stderr }) => text(stderr!));
      const audit = await exhume(["audit", ...HOSTS, "--queue", redis.url, ...ends], { cwd });
      expect(audit.status).toBe(1);
      for (const worker of workers) await exitOf(worker);
      for (const one of said) expect(await one).toMatch(/^2 blobs scanned$/m);
      const { stdout } = await exhume(["status"], { cwd });
      expect(stdout).toMatch(/^Secrets +2, 2 open/m);
      expect(stdout).not.toMatch(/unreachable/);
    } finally {
      for (const network of networks) await network.remove();
      await Promise.all(registries.map(async (registry) => registry.close()));
      await redis.stop();
    }
  });
});

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOrganisation, pushOrganisation } from "../demo/organisation.ts";
import { caseRows } from "../support/case-rows.ts";
import { exhume, type RunOptions, startExhume } from "../support/exhume.ts";
import { type RedisServer, startRedis } from "../support/redis.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

/** One key for all cases of a test, so that their rows can be compared. */
const KEY = `${Buffer.alloc(32, "key of the tests").toString("base64")}\n`;

describe.skipIf(!requireTool("redis-server"))("workers over Redis", () => {
  const organisation = createOrganisation();
  let redis: RedisServer;
  let registry: TestRegistry;
  let folder: string;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => redis.stop());
  beforeEach(async () => {
    registry = await startRegistry();
    pushOrganisation(registry, organisation);
    folder = scratch();
    writeFileSync(join(folder, "exhume.db.key"), KEY);
  });
  afterEach(async () => registry.close());

  const env = (): Readonly<Record<string, string>> => ({ EXHUME_QUEUE: redis.url, EXHUME_KEY: KEY.trim() });
  const worker = (options: Partial<RunOptions> = {}) =>
    startExhume(["worker", "--once", "--lease", "2"], { cwd: scratch(), env: { ...env(), ...options.env } });

  it("an audit by two workers records, row for row, what one without them does; each blob is pulled once", async () => {
    const alone = scratch();
    writeFileSync(join(alone, "exhume.db.key"), KEY);
    await exhume(["audit", registry.host, "--threads", "1"], { cwd: alone });
    const before = new Map(registry.fetches);
    const workers = [worker(), worker()];
    const audit = await exhume(["audit", registry.host], { cwd: folder, env: env() });
    expect(audit.stderr).not.toMatch(/bug|refused/);
    expect(audit.status).toBe(1);
    for (const one of workers) if (one.exitCode === null) await once(one, "exit");
    expect(workers.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(caseRows(join(folder, "exhume.db"))).toEqual(caseRows(join(alone, "exhume.db")));
    for (const [digest, count] of before) expect(registry.fetches.get(digest)).toBeLessThanOrEqual(2 * count);
  });
});

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { createOrganisation, pushOrganisation } from "../demo/organisation.ts";
import { caseRows } from "../support/case-rows.ts";
import { exhume, startExhume } from "../support/exhume.ts";
import { seeded } from "../support/random.ts";
import { startRedis } from "../support/redis.ts";
import { startRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { pushSmallBlobs } from "./organisation.ts";
import { stirUp } from "./unrest.ts";

/** `npm run test:chaos` takes 20,000 and a seed of the time; both can be set. */
const BLOBS = Number(process.env.EXHUME_CHAOS_BLOBS ?? 500);
const SEED = Number(process.env.EXHUME_CHAOS_SEED ?? 1);
const WORKERS = 4;
/** Of the audit itself. */
const KILLS = 3;
const KEY = `${Buffer.alloc(32, "key of the tests").toString("base64")}\n`;

const newCase = (): string => {
  const folder = scratch();
  writeFileSync(join(folder, "exhume.db.key"), KEY);
  return folder;
};

describe.skipIf(!requireTool("redis-server"))("an audit by four workers", () => {
  it(
    `that are killed, as are the audit and Redis, records what one does that nobody disturbs (seed ${SEED})`,
    async () => {
      const [registry, redis] = await Promise.all([startRegistry(), startRedis()]);
      pushOrganisation(registry, createOrganisation());
      pushSmallBlobs(registry, BLOBS);
      const [alone, disturbed] = [newCase(), newCase()];
      await exhume(["audit", registry.host, "--quiet", "--threads", "1"], { cwd: alone });
      const before = new Map(registry.fetches);

      const env = { EXHUME_QUEUE: redis.url, EXHUME_KEY: KEY.trim() };
      const random = seeded(`${SEED}`);
      const unrest = stirUp({
        redis,
        workers: WORKERS,
        random,
        pauseMs: 1500 + Math.min(BLOBS / 8, 3200),
        start: () => startExhume(["worker", "--lease", "2", "--threads", "1"], { cwd: disturbed, env }),
      });
      let kills = 0;
      const audit = async (): Promise<number | null> => {
        for (;;) {
          const child = startExhume(["audit", registry.host, "--json"], { cwd: disturbed, env });
          const ended = once(child, "exit");
          let layers = 0;
          // In the middle of its work, however fast this machine is.
          createInterface({ input: child.stdout! }).on("line", (line) => {
            if (!/"kind":"layer"/.test(line)) return;
            layers++;
            if (kills < KILLS && layers > BLOBS / 20) child.kill("SIGKILL");
          });
          child.stderr?.resume();
          await ended;
          if (child.signalCode === null) return child.exitCode;
          kills++;
        }
      };
      try {
        expect(await audit()).toBe(1);
        const [found, wanted] = [disturbed, alone].map((folder) => new Set(caseRows(join(folder, "exhume.db"))));
        expect([...wanted!].filter((row) => !found!.has(row))).toEqual([]);
        expect([...found!].filter((row) => !wanted!.has(row))).toEqual([]);
        const most = 1 + kills + unrest.kills();
        for (const [digest, count] of before)
          expect((registry.fetches.get(digest) ?? 0) - count).toBeLessThanOrEqual(most);
        expect(kills).toBe(KILLS);
        expect(Math.min(unrest.kills(), unrest.replays())).toBeGreaterThan(0);
      } finally {
        await unrest.stop();
        await redis.stop();
        await registry.close();
      }
    },
    240_000 + BLOBS * 200,
  );
});

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOrganisation, pushOrganisation } from "../demo/organisation.ts";
import { caseRows } from "../support/case-rows.ts";
import { exhume, exitOf, type RunOptions, startExhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { type RedisServer, startRedis } from "../support/redis.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

/** One key for all cases of a test, so that their rows can be compared. */
const KEY = `${Buffer.alloc(32, "key of the tests").toString("base64")}\n`;

describe.skipIf(!requireTool("redis-server"))("workers over Redis", { timeout: 120_000 }, () => {
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
    for (const one of workers) await saysTo(one.stderr!, /waiting for an audit/);
    const audit = await exhume(["audit", registry.host], { cwd: folder, env: env() });
    expect(audit.stderr).not.toMatch(/bug|refused/);
    expect(audit.status).toBe(1);
    for (const one of workers) expect(await exitOf(one)).toEqual([0, null]);
    expect(caseRows(join(folder, "exhume.db"))).toEqual(caseRows(join(alone, "exhume.db")));
    for (const [digest, count] of before) expect(registry.fetches.get(digest)).toBeLessThanOrEqual(2 * count);
  });

  it("status shows the workers and what waits, and the metrics of a worker count", async () => {
    registry.push("team/slow", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["v1"] });
    const audit = startExhume(["audit", registry.host], { cwd: folder, env: env() });
    await saysTo(audit.stderr!, /no worker serves it/);
    const waiting = await exhume(["status"], { cwd: folder, env: env() });
    expect(waiting.stdout).toMatch(/^Queue +0 workers; 0 blobs given out, \d+ wait, 0 recorded$/m);
    const one = startExhume(["worker", "--lease", "2", "--metrics-port", "0", "--json"], {
      cwd: scratch(),
      env: env(),
    });
    const [, url = ""] = await saysTo(one.stderr!, /metrics at (http:\/\/127\.0\.0\.1:\d+)\/metrics/);
    const lines = text(one.stdout!);
    await exitOf(audit);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const [, scanned] = /^exhume_worker_blobs_total\{status="scanned"\} (\d+)$/m.exec(metrics) ?? [];
    expect(Number(scanned)).toBeGreaterThan(10);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    one.kill("SIGTERM");
    expect(await exitOf(one)).toEqual([0, null]);
    const told = (await lines)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told.filter(({ type, status }) => type === "blob" && status === "scanned")).toHaveLength(Number(scanned));
    const after = await exhume(["status", "--json"], { cwd: folder, env: env() });
    expect(JSON.parse(after.stdout)).toMatchObject({ queue: null });
  });

  it("no value of a secret, and no key, is ever written to Redis", async () => {
    const one = worker();
    await exhume(["audit", registry.host], { cwd: folder, env: env() });
    await exitOf(one);
    const written = readdirSync(redis.directory, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".aof"))
      .map((name) => readFileSync(join(redis.directory, name), "latin1"))
      .join("");
    expect(written).toContain("exhume");
    for (const { value } of organisation.planted) expect(written).not.toContain(value);
    expect(written).not.toContain(KEY.trim());
  });

  it("wrong addresses, passwords and keys end in one line with a hint", async () => {
    const cwd = scratch();
    const run = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
      exhume(args, { cwd, env: more });
    const key = { EXHUME_KEY: KEY.trim() };
    for (const [args, given, says] of [
      [["worker"], key, /no queue is named\n {2}hint: name Redis or Valkey with --queue redis:\/\/HOST/],
      [["worker", "--queue", "http://x"], key, /the address of the queue is wrong/],
      [["worker", "--queue", "redis://:word@127.0.0.1:1"], key, /--queue holds a password/],
      [["worker", "--queue", redis.url], {}, /the key of the case is missing\n {2}hint: .*--key-file/],
      [["worker", "--queue", redis.url], { EXHUME_KEY: "short" }, /this is no key of a case/],
      [["worker", "--queue", "redis://127.0.0.1:1"], key, /the queue at redis:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/],
      [["worker", "--queue", redis.url, "--labels", "eu"], key, /labels are not written/],
      [["audit", registry.host, "--queue", "redis://127.0.0.1:1"], {}, /the queue at redis:\/\/127\.0\.0\.1:1/],
    ] as const) {
      const { status, stderr } = await run(args, given);
      expect(stderr).toMatch(says);
      expect(stderr).not.toContain("word@");
      expect(status).toBe(2);
    }
  });

  it("a password is asked for, taken from the environment or a file, and never shown", async () => {
    const password = ["only", "for", "tests"].join("-");
    const guarded = await startRedis({ password });
    try {
      const cwd = scratch();
      const asked = { EXHUME_QUEUE: guarded.url, EXHUME_KEY: KEY.trim() };
      for (const more of [{}, { EXHUME_QUEUE_PASSWORD: "wrong" }]) {
        const { status, stderr } = await exhume(["worker"], { cwd, env: { ...asked, ...more } });
        expect(stderr).toMatch(/NOAUTH|WRONGPASS/);
        expect(stderr).toMatch(/hint: give the password in EXHUME_QUEUE_PASSWORD or with --queue-password-file/);
        expect(status).toBe(2);
      }
      writeFileSync(join(folder, "word"), `${password}\n`);
      const one = startExhume(["worker", "--once"], { cwd, env: { ...asked, EXHUME_QUEUE_PASSWORD: password } });
      const audit = await exhume(["audit", registry.host, "--queue-password-file", "word"], {
        cwd: folder,
        env: asked,
      });
      expect(audit.status).toBe(1);
      expect(await exitOf(one)).toEqual([0, null]);
    } finally {
      await guarded.stop();
    }
  });

  it("a user of Redis that may do what docs/workers.md says is enough", async () => {
    const rights = /^user exhume on >PASSWORD (.*)$/m.exec(readFileSync("docs/workers.md", "utf8"))?.[1] ?? "";
    const password = ["only", "for", "tests"].join("-");
    const user = ["--user", "exhume", "on", `>${password}`, ...rights.split(" ")];
    const limited = await startRedis({ settings: [...user, "--user", "default", "off"] });
    try {
      const more = {
        EXHUME_QUEUE: limited.url.replace("//", "//exhume@"),
        EXHUME_QUEUE_PASSWORD: password,
        EXHUME_KEY: KEY.trim(),
      };
      const one = startExhume(["worker", "--once"], { cwd: scratch(), env: more });
      const audit = await exhume(["audit", registry.host], { cwd: folder, env: more });
      expect(audit.status).toBe(1);
      expect(await exitOf(one)).toEqual([0, null]);
    } finally {
      await limited.stop();
    }
  });

  it("a worker with threads that is to end gives back the layers that it is at", async () => {
    const noise = (seed: number): Buffer =>
      createHash("shake256", { outputLength: 24 * 1024 * 1024 })
        .update(`${seed}`)
        .digest();
    const layers = [1, 2, 3].map((seed) => gzipLayer([layer.file(`usr/lib/noise-${seed}`, noise(seed))]));
    registry.push("team/large", image({ layers }), { tags: ["v1"] });
    // However slowly this test comes to ask the worker to end, none of its layers is done by then.
    for (const { digest } of layers)
      registry.faults.add({ kind: "stall", at: 8 * 1024 * 1024, path: new RegExp(`/blobs/${digest}$`) });
    const audit = startExhume(["audit", registry.host, "--json"], { cwd: folder, env: env() });
    const events = text(audit.stdout!);
    const first = startExhume(["worker", "--threads", "2", "--grace", "0"], { cwd: scratch(), env: env() });
    const isPulled = ({ digest }: { readonly digest: string }): boolean => registry.fetches.has(digest);
    while (!layers.some(isPulled)) await pause(20);
    first.kill("SIGTERM");
    expect(await exitOf(first)).toEqual([0, null]);
    registry.faults.clear();
    const second = worker();
    await exitOf(audit);
    await exitOf(second);
    expect(await events).toMatch(/"type":"verdict","verdict":"complete"/);
    for (const { digest } of layers) expect(registry.fetches.get(digest)).toBeLessThanOrEqual(2);
  });

  it("a blob over which every worker ends is left, and the ledger says so", async () => {
    const broken = gzipLayer([layer.file("app/poison", "x")]);
    registry.push("team/broken", image({ layers: [broken] }), { tags: ["v1"] });
    const fatal = join(folder, "fatal.cjs");
    // The process ends when it meets the digest, as if memory had run out over the blob.
    writeFileSync(
      fatal,
      `const { JSON: json } = globalThis; const parse = json.parse;
       json.parse = (text, ...more) => {
         const value = parse(text, ...more);
         if (value?.job?.blob?.digest === "${broken.digest}") process.kill(process.pid, "SIGKILL");
         return value;
       };`,
    );
    const env_ = { NODE_OPTIONS: `--require ${fatal}` };
    let stopped = false;
    let last = worker({ env: env_ });
    const keep = async (): Promise<number> => {
      let count = 0;
      for (; ; last = worker({ env: env_ })) {
        await exitOf(last);
        if (last.signalCode === "SIGKILL") count++;
        if (stopped) return count;
      }
    };
    const kept = keep();
    const audit = await exhume(["audit", registry.host], { cwd: folder, env: env() });
    stopped = true;
    // It may have come after the end of the audit.
    last.kill("SIGTERM");
    expect(audit.status).toBe(1);
    expect(await kept).toBeGreaterThanOrEqual(3);
    const coverage = await exhume(["coverage", "--json"], { cwd: folder });
    expect(coverage.stdout).toMatch(/crash: 3 workers ended over it/);
  });
});

const saysTo = async (stream: Readable, pattern: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    let said = "";
    stream.on("data", (chunk) => {
      said += String(chunk);
      const found = pattern.exec(said);
      if (found !== null) resolve(found);
    });
    stream.once("end", () => reject(new Error(`it did not say ${pattern}: ${said}`)));
  });

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type DockerRegistry, REGISTRY_LOGIN, startDockerRegistry } from "../support/docker-registry.ts";
import { exhume, startExhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

const TOOLS = ["docker-registry", "skopeo", "umoci"].map(requireTool).every(Boolean);
const value = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

/** What a person with umoci and skopeo pushes: v2s2, OCI, zstd, a deleted file, an index. */
const fill = (host: string): void => {
  const work = mkdtempSync(join(tmpdir(), "exhume-fill-"));
  const run = (command: string, ...args: readonly string[]): void =>
    void execFileSync(command, args, { cwd: work, stdio: "pipe" });
  const insert = (name: string, content: string, path: string): void => {
    writeFileSync(join(work, name), content);
    run("umoci", "insert", "--rootless", "--image", "layout:app", name, path);
  };
  const push = (tag: string, ...flags: readonly string[]): void =>
    run("skopeo", "copy", "--dest-tls-verify=false", ...flags, "oci:layout:app", `docker://${host}/${tag}`);
  run("umoci", "init", "--layout", "layout");
  run("umoci", "new", "--image", "layout:app");
  for (let number = 0; number < 12; number++)
    insert(`f${number}`, `padding ${number} `.repeat(5000), `/data/f${number}`);
  insert("env", `GITHUB_TOKEN=${value(1)}\n`, "/app/.env");
  push("team/app:oci");
  push("team/app:v2s2", "--format", "v2s2");
  push("team/zipped:zstd", "--dest-compress-format", "zstd");
  run("umoci", "insert", "--rootless", "--image", "layout:app", "--whiteout", "/app/.env");
  run("umoci", "config", "--image", "layout:app", "--config.env", `TOKEN=${value(2)}`);
  push("team/app:deleted");
  rmSync(work, { recursive: true, force: true });
};

/** They tell of the audit that saw it, and the second one is later. */
const DATES = new Set(["firstSeen", "due", "visibleSince", "publicSince"]);
/** Without what differs from run to run: dates, the audits it took, and the case's own id. */
const comparable = (report: string): unknown => {
  const undated = (key: string, value: unknown): unknown => (DATES.has(key) ? undefined : value);
  const parsed: ReportModel = JSON.parse(report, undated);
  const { generatedAt: _at, case: _case, trend: _trend, progress: _progress, ...model } = parsed;
  return { ...model, secrets: [...model.secrets].sort((a, b) => (a.id < b.id ? -1 : 1)) };
};

describe.skipIf(!TOOLS)("a real registry, the built binary", () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startDockerRegistry();
    fill(registry.host);
  });
  afterAll(async () => registry?.stop());

  it("finds what was pushed, says how it is exposed, and pulls nothing the second time", async () => {
    const cwd = scratch();
    const first = await exhume(["audit", registry.host], { cwd });
    expect([first.status, first.stderr]).toEqual([1, expect.stringContaining("next: exhume plan")]);
    const model: ReportModel = JSON.parse((await exhume(["report", "--format", "json"], { cwd })).stdout);
    const shown = model.secrets.flatMap(({ occurrences }) =>
      occurrences.flatMap(({ images }) =>
        images.flatMap(({ repository, tags, exposure }) => tags.map((tag) => `${repository}:${tag} ${exposure}`)),
      ),
    );
    expect([...new Set(shown)].sort()).toEqual([
      "team/app:deleted deleted",
      "team/app:deleted env",
      "team/app:oci live",
      "team/app:v2s2 live",
      "team/zipped:zstd live",
    ]);
    expect(model.verdict).toBe("complete");
    const before = registry.fetches();
    const second = await exhume(["audit", registry.host], { cwd });
    expect(second.status).toBe(1);
    expect(registry.fetches()).toEqual(before);
  });

  it.each([1, 5, 9, 14, 20])(
    "killed after %i events, the same command ends where an undisturbed one does",
    async (events) => {
      const cwd = scratch();
      await exhume(["audit", registry.host, "--db", "whole.db"], { cwd });
      copyFileSync(join(cwd, "whole.db.key"), join(cwd, "killed.db.key"));
      const child = startExhume(["audit", registry.host, "--json", "--concurrency", "1", "--db", "killed.db"], { cwd });
      let seen = 0;
      createInterface({ input: child.stdout! }).on("line", () => {
        if (++seen === events) child.kill("SIGKILL");
      });
      await once(child, "close");
      const resumed = await exhume(["audit", registry.host, "--db", "killed.db"], { cwd });
      expect(resumed.status).toBe(1);
      const reports = await Promise.all(
        ["whole.db", "killed.db"].map(async (db) => comparable((await exhume(["report", "--db", db], { cwd })).stdout)),
      );
      expect(reports[1]).toEqual(reports[0]);
    },
  );
});

describe.skipIf(!TOOLS)("a registry with a login", () => {
  it("is audited with the login of docker's config, and refused without it", async () => {
    const registry = await startDockerRegistry({ auth: true });
    try {
      const cwd = scratch();
      const denied = await exhume(["audit", `${registry.host}/team/app`], { cwd });
      expect(denied.status).toBe(3);
      expect(denied.stderr).toMatch(/team\/app: .*401 UNAUTHORIZED/);
      const auth = Buffer.from(`${REGISTRY_LOGIN.user}:${REGISTRY_LOGIN.password}`).toString("base64");
      writeFileSync(join(cwd, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth } } }));
      const allowed = await exhume(["audit", registry.host], { cwd, env: { DOCKER_CONFIG: cwd } });
      expect([allowed.status, allowed.stdout]).toEqual([0, expect.stringContaining("COMPLETE")]);
      expect(readFileSync(join(cwd, "exhume.db")).includes(REGISTRY_LOGIN.password)).toBe(false);
    } finally {
      await registry.stop();
    }
  });
});

import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import type { PurgeReport } from "../../src/report/purge-text.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/docker-registry.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { attestation, type BuiltIndex, gzipLayer, image, index, layer, withManifest } from "../support/image.ts";
import { pushImage } from "../support/push-image.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

const TOOLS = ["docker-registry", "skopeo"].map(requireTool).every(Boolean);
const cwd = permanentScratch();
const token = expand("ghp_<base62:30><crc32>", 751);

const system = gzipLayer([layer.file("etc/os-release", "NAME=test\n")]);
const leak = gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${token}\n`)]);
const program = gzipLayer([layer.file("app/main.js", "start();\n"), layer.whiteout("app/.env")]);
const base = image({ layers: [system, leak] });
const app = image({ layers: [system, leak, program] });
const arm = { ...image({ layers: [system, program], platform: { os: "linux", architecture: "arm64" } }) };
const clean = image({ layers: [system, program], env: ["CLEAN=1"] });
const multi = index([app, arm, attestation({ subject: app })]);

/** A signature of the base, as tools attach it by subject. */
const referrer = withManifest(image({ layers: [gzipLayer([layer.file("note", "signed")])] }), (manifest) => ({
  ...manifest,
  artifactType: "application/vnd.example.note.v1",
  subject: { mediaType: base.manifest.mediaType, digest: base.manifest.digest, size: base.manifest.bytes.length },
}));

let registry: DockerRegistry;
const push = async (built: BuiltIndex, name: string, ...tags: readonly string[]): Promise<void> =>
  pushImage(built, { host: registry.host, name, tags });
const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
const purge = async (): Promise<PurgeReport> => JSON.parse((await run("purge", "--json")).stdout);
const served = async (name: string): Promise<number> =>
  (await fetch(`http://${registry.host}/v2/${name}/blobs/${leak.digest}`)).status;
const collectGarbage = (): void =>
  void execFileSync("docker-registry", ["garbage-collect", "config.yml"], {
    cwd: dirname(registry.store),
    stdio: "pipe",
  });

describe.skipIf(!TOOLS)("a purge plan, on a real registry", () => {
  beforeAll(async () => {
    registry = await startDockerRegistry();
    await push(base, "base", "1");
    await push(referrer, "base", `sha256-${base.manifest.digest.slice(7)}.sig`);
    await push(multi, "team/app", "1.0", "latest");
    await push(image({ layers: [system, leak, gzipLayer([layer.file("old", "1")])] }), "team/old", "latest");
    await push(base, "mirror/base", "1");
    await run("audit", registry.host);
    // It loses its tag, and is still served by its digest.
    await push(clean, "team/old", "latest");
    await run("audit", registry.host);
  });
  afterAll(async () => registry?.stop());

  it("names every manifest that keeps the layer, and runs nothing", async () => {
    const plan = await purge();
    const told = plan.repositories.map(({ repository, deletions, orphans }) => [
      repository,
      deletions.map(({ role, why, tags }) => `${role} ${why} ${tags.join(",")}`.trim()),
      orphans.length,
    ]);
    expect(told).toEqual([
      ["base", ["image holds 1", expect.stringMatching(/^\w+ refers sha256-[0-9a-f]{64}\.sig$/)], 0],
      ["mirror/base", ["image holds 1"], 0],
      ["team/app", ["index lists 1.0,latest", "image holds", "attestation refers"], 1],
      ["team/old", ["image holds"], 0],
    ]);
    expect(plan.rebuild.map(({ repository, tags, builtOnIt }) => [repository, tags, builtOnIt])).toEqual([
      ["base", ["1"], 2],
      ["mirror/base", ["1"], 2],
      ["base", [expect.stringMatching(/\.sig$/)], 0],
      ["team/app", ["1.0", "latest"], 0],
    ]);
    expect(await served("team/app")).toBe(200);
  });

  it("tells people the same, within 80 columns but for commands", async () => {
    const { status, stdout, stderr } = await run("purge");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("can still be used: rotate first");
    expect(stdout).toContain("Rebuild first");
    expect(stdout).toContain("stays, but only by its digest");
    expect(stdout).not.toContain(token);
    const long = stdout.split("\n").filter((one) => one.length > 80 && !/^ {4}skopeo /.test(one));
    expect(long).toEqual([]);
  });

  it("is complete: one manifest less, and the layer is still served; with all, it is gone and found nowhere", async () => {
    const commands = (await purge()).repositories.flatMap((one) => one.commands);
    expect(commands).toHaveLength(7);
    const last = commands.at(-1) ?? "";
    for (const command of commands.slice(0, -1)) execFileSync("sh", ["-c", command], { cwd, stdio: "pipe" });
    collectGarbage();
    expect(await served("team/old")).toBe(200);
    expect(await served("team/app")).toBe(200);
    execFileSync("sh", ["-c", last], { cwd, stdio: "pipe" });
    collectGarbage();
    for (const name of ["base", "mirror/base", "team/app", "team/old"]) expect(await served(name)).toBe(404);
    await run("audit", registry.host);
    const { secrets }: ReportModel = JSON.parse((await run("report")).stdout);
    const images = secrets.flatMap(({ occurrences }) => occurrences.flatMap((one) => one.images));
    expect(images.length).toBeGreaterThan(0);
    expect(images.filter(({ present }) => present)).toEqual([]);
    expect((await purge()).repositories).toEqual([]);
    expect((await run("purge")).stdout).toContain("No manifest that the case knows");
    const other = await fetch(`http://${registry.host}/v2/team/old/manifests/latest`, {
      headers: { accept: clean.manifest.mediaType },
    });
    expect(other.status).toBe(200);
  });
});

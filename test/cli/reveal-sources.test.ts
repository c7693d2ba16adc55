import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type DockerRegistry, REGISTRY_LOGIN, startDockerRegistry } from "../support/docker-registry.ts";
import { AWS_ENV, ecrHostOf, startEcr, type TestEcr } from "../support/ecr.ts";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { pushImage } from "../support/push-image.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

const TOOLS = ["docker-registry", "skopeo"].map(requireTool).every(Boolean);
const token = expand("ghp_<base62:30><crc32>", 761);
const built = image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${token}\n`)])] });

interface Asked {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Audits, and reveals the one secret from where the audit found it. */
const revealedFrom = async (target: readonly string[], { cwd, env = {}, flags = [] }: Asked) => {
  await exhume(["audit", ...target, ...flags], { cwd, env });
  const { secrets }: ReportModel = JSON.parse((await exhume(["report"], { cwd, env })).stdout);
  const { stdout, stderr } = await exhume(["reveal", secrets[0]?.id ?? "", ...flags], { cwd, env });
  return { stdout, stderr };
};

describe.skipIf(!TOOLS)("a value is pulled again", () => {
  let registry: DockerRegistry;
  let ecr: TestEcr;
  beforeAll(async () => {
    registry = await startDockerRegistry();
    await pushImage(built, { host: registry.host, name: "team/app", tags: ["1"] });
    ecr = await startEcr({ registry, replicatesTo: [{ region: "us-east-1", registryId: "210987654321" }] });
  });
  afterAll(async () => {
    await ecr?.close();
    await registry?.stop();
  });

  it.each(["docker-archive", "oci-archive", "oci"])("from %s", async (form) => {
    const cwd = scratch();
    const to = `${form}:${join(cwd, "copy")}`;
    const name = form === "oci" ? `${to}:1` : `${to}:team/app:1`;
    execFileSync("skopeo", ["copy", "--src-tls-verify=false", `docker://${registry.host}/team/app:1`, name], {
      stdio: "pipe",
    });
    expect(await revealedFrom([to], { cwd })).toEqual({ stdout: token, stderr: "" });
  });

  it("from the disk of a registry", async () => {
    expect(await revealedFrom([`registry-storage:${registry.store}`], { cwd: scratch() })).toEqual({
      stdout: token,
      stderr: "",
    });
  });

  it("from ECR with the login of AWS, and the plan of a purge names where it replicates to", async () => {
    const cwd = scratch();
    const env = { AWS_ENDPOINT_URL_ECR: ecr.url, ...AWS_ENV };
    const flags = ecr.endpoints().flatMap((pair) => ["--endpoint", pair]);
    expect((await revealedFrom(["ecr:eu-west-1"], { cwd, env, flags })).stdout).toBe(token);
    const { stdout } = await exhume(["purge"], { cwd });
    expect(stdout).toContain("aws ecr batch-delete-image --registry-id");
    expect(stdout.replace(/\s+/g, " ")).toContain(`it replicates to ${ecrHostOf("us-east-1", "210987654321")}`);
  });

  it("from what came on stdin only when somebody names the archive", async () => {
    const cwd = scratch();
    const file = join(cwd, "app.tar");
    execFileSync(
      "skopeo",
      ["copy", "--src-tls-verify=false", `docker://${registry.host}/team/app:1`, `docker-archive:${file}:app:1`],
      { stdio: "pipe" },
    );
    const shell = (command: string): string => execFileSync("sh", ["-c", command], { cwd, encoding: "utf8" });
    const cli = `${process.execPath} ${join(import.meta.dirname, "..", "..", "dist", "cli.js")}`;
    shell(`${cli} audit - < ${file} >audit.log 2>&1 || true`);
    const { secrets }: ReportModel = JSON.parse((await exhume(["report"], { cwd })).stdout);
    const id = secrets[0]?.id ?? "";
    const without = await exhume(["reveal", id], { cwd });
    expect([without.status, without.stdout]).toEqual([2, ""]);
    expect(without.stderr).toContain("it came on stdin: name the archive with --from");
    expect((await exhume(["reveal", id, "--from", `docker-archive:${file}`], { cwd })).stdout).toBe(token);
  });
});

describe.skipIf(!TOOLS)("a value in a registry with a login", () => {
  it("is pulled with the login of docker, and not without", async () => {
    const registry = await startDockerRegistry({ auth: true });
    try {
      const cwd = scratch();
      const credentials = `${REGISTRY_LOGIN.user}:${REGISTRY_LOGIN.password}`;
      const env = {
        DOCKER_AUTH_CONFIG: JSON.stringify({
          auths: { [registry.host]: { auth: Buffer.from(credentials).toString("base64") } },
        }),
      };
      const layout = `oci:${join(cwd, "layout")}:1`;
      const open = await startDockerRegistry();
      await pushImage(built, { host: open.host, name: "app", tags: ["1"] });
      execFileSync("skopeo", ["copy", "--src-tls-verify=false", `docker://${open.host}/app:1`, layout], {
        stdio: "pipe",
      });
      await open.stop();
      const push = [
        "copy",
        "--dest-tls-verify=false",
        "--dest-creds",
        credentials,
        layout,
        `docker://${registry.host}/app:1`,
      ];
      execFileSync("skopeo", push, { stdio: "pipe" });
      expect((await revealedFrom([registry.host], { cwd, env })).stdout).toBe(token);
      const { secrets }: ReportModel = JSON.parse((await exhume(["report"], { cwd })).stdout);
      const denied = await exhume(["reveal", secrets[0]?.id ?? ""], { cwd });
      expect([denied.status, denied.stdout, denied.stderr]).toEqual([2, "", expect.stringMatching(/401 UNAUTHORIZED/)]);
    } finally {
      await registry.stop();
    }
  });
});

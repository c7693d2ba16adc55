import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DockerRegistry, startDockerRegistry } from "../../support/docker-registry.ts";
import { AWS_ENV, ecrHostOf, startEcr, type TestEcr } from "../../support/ecr.ts";
import { exhume } from "../../support/exhume.ts";
import { gzipLayer, image, index, layer } from "../../support/image.ts";
import { pushImage } from "../../support/push-image.ts";
import { expand } from "../../support/samples.ts";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
const holding = (text: string) => image({ layers: [gzipLayer([layer.file("app/.env", text)])] });

describe.skipIf(!requireTool("docker-registry"))("an account of ECR, the built binary", () => {
  let registry: DockerRegistry;
  let ecr: TestEcr;
  const old = holding(`GITHUB_TOKEN=${token(1)}\n`);
  const shelved = holding(`GITHUB_TOKEN=${token(2)}\n`);
  beforeAll(async () => {
    registry = await startDockerRegistry();
    const now = index([holding("nothing\n")]);
    await pushImage(now, { host: registry.host, name: "team/app", tags: ["1", "latest"] });
    await pushImage(old, { host: registry.host, name: "team/app" });
    await pushImage(shelved, { host: registry.host, name: "team/app" });
    ecr = await startEcr({
      registry,
      pageSize: 2,
      replicatesTo: [{ region: "us-east-1", registryId: "210987654321" }],
    });
    ecr.archive("team/app", shelved.manifest.digest);
    ecr.fail({ operation: "DescribeImages", type: "ThrottlingException", times: 2 });
  });
  afterAll(async () => {
    await ecr?.close();
    await registry?.stop();
  });

  it("finds what only a listing of untagged images names, and its ledger names what it could not see", async () => {
    const cwd = scratch();
    const env = { AWS_ENDPOINT_URL_ECR: ecr.url, ...AWS_ENV };
    const endpoints = ecr.endpoints().flatMap((pair) => ["--endpoint", pair]);
    const audit = ["audit", "ecr", "--region", "eu-west-1", ...endpoints];
    const first = await exhume(audit, { cwd, env });
    expect([first.status, first.stderr]).toEqual([1, expect.stringContaining("register-pull-time-update-exclusion")]);
    expect(first.stderr).not.toContain("NodeVersionSupportWarning");
    const secrets = await exhume(["secrets"], { cwd });
    expect(secrets.stdout).toContain("GitHub");
    const { stdout } = await exhume(["coverage"], { cwd });
    const ledger = stdout.replace(/\s+/g, " ");
    expect(ledger).toContain("INCOMPLETE");
    expect(ledger).toContain(`team/app@${shelved.manifest.digest.slice(0, 19)}`);
    expect(ledger).toContain("archived");
    expect(ledger).toContain(ecrHostOf("us-east-1", "210987654321"));
    expect(ledger).toContain("listed by DescribeImages as AWS skipped");
    expect(ecr.requests.filter((request) => request.includes(" 401 "))).toEqual([]);
    const pulled = ecr.requests.filter((request) => request.includes("/blobs/")).length;
    expect((await exhume(audit, { cwd, env })).status).toBe(1);
    expect(ecr.requests.filter((request) => request.includes("/blobs/"))).toHaveLength(pulled);
  });
});

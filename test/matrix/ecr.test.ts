import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuditEvent } from "../../src/audit/audit.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/docker-registry.ts";
import { AWS_ENV, type EcrOptions, ecrHostOf, startEcr, type TestEcr } from "../support/ecr.ts";
import { startEcrPublic } from "../support/ecr-public.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { pushImage } from "../support/push-image.ts";
import { expand } from "../support/samples.ts";
import { requireTool } from "../support/tools.ts";

/** An image with a secret in each of its layers. */
const holding = (...seeds: readonly number[]) =>
  image({
    layers: seeds.map((seed) => gzipLayer([layer.file(`k${seed}`, `K=${expand("ghp_<base62:30><crc32>", seed)}`)])),
  });
const tagged = holding(1);
const untagged = holding(2, 3, 4);
const shelved = holding(5);

describe.skipIf(!requireTool("docker-registry"))("the test matrix of registries.md, ECR", () => {
  let registry: DockerRegistry;
  const closers: (() => unknown)[] = [];
  beforeAll(async () => {
    registry = await startDockerRegistry();
    await pushImage(tagged, { host: registry.host, name: "team/app", tags: ["1"] });
    await pushImage(untagged, { host: registry.host, name: "team/app" });
    await pushImage(shelved, { host: registry.host, name: "team/app" });
  });
  afterAll(async () => registry?.stop());
  beforeEach(() => {
    for (const [name, value] of Object.entries(AWS_ENV)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const close of closers.splice(0).reverse()) await close();
  });

  const start = async (options: Partial<EcrOptions> = {}): Promise<TestEcr> => {
    const ecr = await startEcr({ registry, ...options });
    closers.push(async () => ecr.close());
    vi.stubEnv("AWS_ENDPOINT_URL_ECR", ecr.url);
    return ecr;
  };
  const open = (endpoint: readonly string[], flags: Readonly<Record<string, unknown>> = {}): TestCase => {
    const investigation = createTestCase({ endpoint, region: ["eu-west-1"], ...flags }, AWS_ENV);
    closers.push(() => investigation.remove());
    return investigation;
  };
  const outcome = async (investigation: TestCase) => {
    const { model } = await investigation.report();
    return { secrets: model.totals.secrets, verdict: model.verdict };
  };
  const atFirstLayer = async (events: AsyncIterable<AuditEvent>, act: () => void): Promise<void> => {
    let done = false;
    for await (const event of events)
      if (event.type === "blob" && event.scan.kind === "layer" && !done) {
        done = true;
        act();
      }
  };

  describe("Auth", () => {
    it("403-expired (ECR)", async () => {
      const ecr = await start();
      const investigation = open(ecr.endpoints(), { concurrency: 1 });
      await atFirstLayer(investigation.events("ecr"), ecr.expireLogins);
      expect(await outcome(investigation)).toEqual({ secrets: 5, verdict: "complete" });
      expect(ecr.requests.filter((request) => request.startsWith("GET 403"))).toHaveLength(1);
      expect(ecr.called("GetAuthorizationToken")).toBe(2);
    });

    it("400-expired (ECR Public)", async () => {
      const ecr = await startEcrPublic({ registry, aliases: [] });
      closers.push(async () => ecr.close());
      const investigation = open(ecr.endpoints, { concurrency: 1 });
      await atFirstLayer(investigation.events(`public.ecr.aws/team/app@${untagged.manifest.digest}`), ecr.expireTokens);
      expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "complete" });
      expect(ecr.requests.filter((request) => request.startsWith("GET 400"))).toHaveLength(1);
      expect(ecr.tokensFor).toEqual(["anonymous", "anonymous"]);
    });
  });

  describe("Listing", () => {
    it("ECR ANY vs default", async () => {
      const ecr = await start();
      ecr.archive("team/app", shelved.manifest.digest);
      const investigation = open(ecr.endpoints());
      await investigation.audit("ecr");
      // The facade leaves it out of a listing that does not ask for any status, as ECR does.
      const { coverage } = (await investigation.report()).model;
      expect(coverage.entries.map(({ subject }) => subject)).toEqual([
        `${ecrHostOf()}/team/app@${shelved.manifest.digest}`,
      ]);
    });

    it("untagged", async () => {
      const ecr = await start();
      const investigation = open(ecr.endpoints());
      await investigation.audit("ecr");
      expect(await outcome(investigation)).toEqual({ secrets: 5, verdict: "complete" });
    });

    it("archived", async () => {
      const ecr = await start();
      ecr.archive("team/app", shelved.manifest.digest);
      const investigation = open(ecr.endpoints());
      await investigation.audit("ecr");
      expect(await outcome(investigation)).toEqual({ secrets: 4, verdict: "incomplete" });
      const { coverage } = (await investigation.report()).model;
      expect(coverage.entries).toEqual([
        expect.objectContaining({
          subject: `${ecrHostOf()}/team/app@${shelved.manifest.digest}`,
          status: "skipped",
          reason: expect.stringContaining("archived"),
        }),
      ]);
      expect(JSON.stringify(ecr.calls)).not.toContain(shelved.manifest.digest);
      expect(ecr.calls.filter(({ operation }) => !/^(?:Describe|BatchGet|Get)/.test(operation))).toEqual([]);
    });

    it("nextToken", async () => {
      const ecr = await start({ pageSize: 1 });
      const investigation = open(ecr.endpoints());
      await investigation.audit("ecr");
      expect(await outcome(investigation)).toEqual({ secrets: 5, verdict: "complete" });
      expect(ecr.called("DescribeImages")).toBe(3);
    });

    it("AccessDenied in one region does not stop others", async () => {
      const ecr = await start({ regions: ["eu-west-1", "us-east-1", "us-west-2"] });
      ecr.fail({ operation: "DescribeRepositories", type: "AccessDeniedException", region: "us-east-1" });
      for (const operation of ["DescribeRegistry", "GetAuthorizationToken"])
        ecr.fail({ operation, type: "AccessDeniedException", region: "us-west-2" });
      const investigation = open(ecr.endpoints(), { region: ["us-west-2", "us-east-1", "sa-east-1", "eu-west-1"] });
      await investigation.audit("ecr");
      expect(await outcome(investigation)).toEqual({ secrets: 5, verdict: "incomplete" });
      const { coverage } = (await investigation.report()).model;
      expect(coverage.entries.map(({ subject, status }) => [subject, status]).sort()).toEqual([
        [ecrHostOf("us-east-1"), "unreachable"],
        ["ecr:sa-east-1", "unreachable"],
        ["ecr:us-west-2", "unreachable"],
      ]);
    });
  });

  describe("Limits", () => {
    it("ThrottlingException", async () => {
      const ecr = await start();
      for (const operation of ["DescribeRepositories", "BatchGetImage"])
        ecr.fail({ operation, type: "ThrottlingException", times: 2 });
      const investigation = open(ecr.endpoints());
      await investigation.audit("ecr");
      expect(await outcome(investigation)).toEqual({ secrets: 5, verdict: "complete" });
      expect([ecr.called("DescribeRepositories"), ecr.called("BatchGetImage")]).toEqual([3, 3]);
    });
  });
});

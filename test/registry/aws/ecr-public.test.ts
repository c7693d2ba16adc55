import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestCase, type TestCase } from "../../support/audit.ts";
import { type DockerRegistry, startDockerRegistry } from "../../support/docker-registry.ts";
import { AWS_ENV } from "../../support/ecr.ts";
import { listen } from "../../support/ecr-json.ts";
import { startEcrPublic, type TestEcrPublic } from "../../support/ecr-public.ts";
import { gzipLayer, image, layer } from "../../support/image.ts";
import { pushImage } from "../../support/push-image.ts";
import { expand } from "../../support/samples.ts";
import { requireTool } from "../../support/tools.ts";

const only = (seed: number) =>
  image({ layers: [gzipLayer([layer.file("k", `K=${expand("ghp_<base62:30><crc32>", seed)}`)])] });

describe.skipIf(!requireTool("docker-registry"))("ECR Public", () => {
  let registry: DockerRegistry;
  let ecr: TestEcrPublic;
  let opened: TestCase[];
  beforeEach(async () => {
    opened = [];
    for (const name of Object.keys(process.env).filter((key) => key.startsWith("AWS_"))) vi.stubEnv(name, undefined);
    registry = await startDockerRegistry();
    for (const [seed, name, tags] of [
      [1, "acme/app", ["1"]],
      [2, "acme/app", []],
      [3, "acme/team/tool", ["1"]],
      [4, "other/app", ["1"]],
      [5, "other/app", []],
    ] as const)
      await pushImage(only(seed), { host: registry.host, name, tags });
    ecr = await startEcrPublic({ registry, aliases: ["acme", "a1b2c3d4"], pageSize: 1 });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const one of opened) one.remove();
    await ecr.close();
    await registry.stop();
  });

  const open = (env: Readonly<Record<string, string>> = {}): TestCase => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const one = createTestCase({ endpoint: ecr.endpoints }, env);
    opened.push(one);
    return one;
  };
  const secretsOf = async (investigation: TestCase): Promise<number> =>
    (await investigation.report()).model.totals.secrets;
  const gapsOf = async (investigation: TestCase): Promise<readonly string[]> =>
    (await investigation.report()).model.coverage.entries.map(({ subject, reason }) => `${subject}: ${reason}`);

  it.each(["ecr-public", "public.ecr.aws/acme"])(
    "as %s is listed in full by the API, untagged images included",
    async (target) => {
      const investigation = open(AWS_ENV);
      await investigation.audit(target);
      expect(await secretsOf(investigation)).toBe(3);
      expect((await investigation.report()).model.verdict).toBe("complete");
      expect(new Set(ecr.tokensFor)).toEqual(new Set(["AWS"]));
    },
  );

  it("an alias that is typed is asked about, and one's own is listed in full", async () => {
    const investigation = open(AWS_ENV);
    await investigation.audit("public.ecr.aws/acme/app");
    expect([await secretsOf(investigation), await gapsOf(investigation)]).toEqual([2, []]);
  });

  it("another's repository is listed by its tags, without showing the AWS login to its registry", async () => {
    const investigation = open(AWS_ENV);
    await investigation.audit("public.ecr.aws/other/app");
    expect(await secretsOf(investigation)).toBe(1);
    expect(await gapsOf(investigation)).toEqual([
      expect.stringContaining("public.ecr.aws/other/app: untagged manifests cannot be listed: other is no alias"),
    ]);
    expect(new Set(ecr.tokensFor)).toEqual(new Set(["anonymous"]));
  });

  it("without an AWS login nothing is asked of AWS, and no instance metadata either", async () => {
    let asked = 0;
    const metadata = await listen((_request, response) => {
      asked++;
      response.writeHead(404).end();
    });
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url);
    const investigation = open();
    await investigation.audit("public.ecr.aws/acme/app");
    await metadata.close();
    expect(await secretsOf(investigation)).toBe(1);
    expect([ecr.calls, asked]).toEqual([[], 0]);
    expect(await gapsOf(investigation)).toEqual([expect.stringContaining("told to an AWS login of its account only")]);
  });

  it("a foreign alias alone cannot be listed, and the ledger says what to write instead", async () => {
    const investigation = open(AWS_ENV);
    const events = await investigation.audit("public.ecr.aws/other");
    expect(await gapsOf(investigation)).toEqual([
      expect.stringContaining("name them, public.ecr.aws/other/REPOSITORY"),
    ]);
    expect((await investigation.report()).model.verdict).toBe("incomplete");
    expect(events).toContainEqual({ type: "notice", text: expect.stringContaining("1 image a second") });
  });

  it("where DescribeImages is denied, tags are listed and the ledger says why only those", async () => {
    ecr.fail({ operation: "DescribeImages", type: "AccessDeniedException", repository: "app" });
    const investigation = open(AWS_ENV);
    await investigation.audit("ecr-public");
    expect(await secretsOf(investigation)).toBe(2);
    expect(await gapsOf(investigation)).toEqual([
      expect.stringContaining(
        "public.ecr.aws/acme/app: untagged manifests cannot be listed: DescribeImages: AccessDenied",
      ),
    ]);
  });

  it("a login that AWS refuses costs no image: what is public is pulled without", async () => {
    ecr.fail({ operation: "GetAuthorizationToken", type: "AccessDeniedException" });
    const investigation = open(AWS_ENV);
    await investigation.audit("ecr-public");
    expect(await secretsOf(investigation)).toBe(3);
    expect(new Set(ecr.tokensFor)).toEqual(new Set(["anonymous"]));
  });

  it("an account that is refused is a gap, and the audit of the rest goes on", async () => {
    ecr.fail({ operation: "DescribeRegistries", type: "AccessDeniedException" });
    const investigation = open(AWS_ENV);
    await investigation.audit("ecr-public", "public.ecr.aws/other/app");
    expect(await secretsOf(investigation)).toBe(1);
    expect(await gapsOf(investigation)).toContainEqual(
      "ecr-public: asking for the aliases of this login: AccessDeniedException",
    );
  });
});

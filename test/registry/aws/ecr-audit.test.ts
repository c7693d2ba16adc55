import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestCase, type TestCase } from "../../support/audit.ts";
import { type DockerRegistry, startDockerRegistry } from "../../support/docker-registry.ts";
import { AWS_ENV, type EcrOptions, ecrHostOf, startEcr, type TestEcr } from "../../support/ecr.ts";
import { listen } from "../../support/ecr-json.ts";
import { gzipLayer, image, index, layer } from "../../support/image.ts";
import { pushImage } from "../../support/push-image.ts";
import { expand } from "../../support/samples.ts";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";

const OTHER = "210987654321";
const only = (seed: number) =>
  image({ layers: [gzipLayer([layer.file("k", `K=${expand("ghp_<base62:30><crc32>", seed)}`)])] });
const images = [index([only(1)]), only(2), only(3)];

describe.skipIf(!requireTool("docker-registry"))("an audit of ECR", () => {
  let registry: DockerRegistry;
  const closers: (() => unknown)[] = [];
  beforeAll(async () => {
    registry = await startDockerRegistry();
    for (const [at, built] of images.entries())
      await pushImage(built, { host: registry.host, name: "app", tags: [`t${at}`] });
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
  const open = (
    endpoint: readonly string[],
    flags: Readonly<Record<string, unknown>> = {},
    env: Readonly<Record<string, string>> = {},
  ): TestCase => {
    const investigation = createTestCase({ endpoint, region: ["eu-west-1"], ...flags }, { ...AWS_ENV, ...env });
    closers.push(() => investigation.remove());
    return investigation;
  };
  const outcome = async (investigation: TestCase) => {
    const { model } = await investigation.report();
    return { secrets: model.totals.secrets, verdict: model.verdict };
  };

  it.each([
    ["the registry refuses blobs", { blobStatus: 403 }, []],
    ["no login at the registry is given", {}, ["GetAuthorizationToken"]],
  ] as const)("layers come from presigned addresses, with no login shown, where %s", async (_when, options, denied) => {
    const ecr = await start(options);
    for (const operation of denied) ecr.fail({ operation, type: "AccessDeniedException" });
    const investigation = open(ecr.endpoints());
    await investigation.audit("ecr");
    expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "complete" });
    expect(ecr.called("GetDownloadUrlForLayer")).toBeGreaterThanOrEqual(3);
    expect(ecr.requests.filter((request) => request.startsWith("GET 400"))).toEqual([]);
  });

  it("an image that its upstream does not give costs none of the others of its call", async () => {
    const ecr = await start();
    ecr.spoil(images[1]!.manifest.digest);
    const investigation = open(ecr.endpoints());
    await investigation.audit("ecr");
    expect(await outcome(investigation)).toEqual({ secrets: 2, verdict: "incomplete" });
    const { coverage } = (await investigation.report()).model;
    expect(coverage.entries).toEqual([
      expect.objectContaining({
        subject: expect.stringContaining("/app:t1"),
        reason: expect.stringContaining("UnableToGetUpstreamImageException"),
      }),
    ]);
  });

  it("a region that could not be reached is complete when a later audit reaches it", async () => {
    const ecr = await start();
    for (const operation of ["DescribeRegistry", "GetAuthorizationToken"])
      ecr.fail({ operation, type: "ExpiredTokenException", times: 1 });
    const investigation = open(ecr.endpoints());
    await investigation.audit("ecr");
    expect(await outcome(investigation)).toEqual({ secrets: 0, verdict: "incomplete" });
    await investigation.audit("ecr");
    expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "complete" });
  });

  it("what is archived after it was audited is not gone", async () => {
    const ecr = await start();
    const investigation = open(ecr.endpoints());
    await investigation.audit("ecr");
    ecr.archive("app", images[2]!.manifest.digest);
    await investigation.audit("ecr");
    expect((await investigation.report()).repositories).toMatchObject([{ manifests: 4, gone: 0 }]);
    expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "incomplete" });
  });

  it.each(["app:t1", "app", "*"])("of %s says that it moves the time of the last pull", async (target) => {
    const ecr = await start();
    const events = await open(ecr.endpoints()).audit(`${ecrHostOf()}/${target}`);
    expect(events.filter(({ type }) => type === "notice")).toEqual([
      { type: "notice", text: expect.stringContaining("register-pull-time-update-exclusion") },
    ]);
  });

  it("without a login of AWS takes that of docker, and says what it cannot list with it", async () => {
    const ecr = await start();
    for (const name of Object.keys(AWS_ENV)) vi.stubEnv(name, undefined);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    const auths = { [ecrHostOf()]: { auth: Buffer.from(`AWS:${ecr.login()}`).toString("base64") } };
    const investigation = open(ecr.endpoints(), {}, { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) });
    await investigation.audit(`${ecrHostOf()}/app`);
    expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "complete" });
    const { coverage } = (await investigation.report()).model;
    expect(coverage.entries).toEqual([
      expect.objectContaining({
        status: "unlistable",
        reason: expect.stringContaining("a login of AWS, not of docker"),
      }),
    ]);
  });

  it("goes through the proxy of the environment, the API's calls too", async () => {
    const ecr = await start();
    const asked: string[] = [];
    const proxy = createServer().on("connect", (request, socket, head) => {
      asked.push(request.url ?? "");
      const { port } = new URL(request.url?.startsWith("api.invalid") ? ecr.url : `http://${request.url}`);
      const there = connect(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        there.write(head);
        there.pipe(socket).pipe(there);
      });
    });
    await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
    closers.push(() => proxy.close());
    vi.stubEnv("AWS_ENDPOINT_URL_ECR", "http://api.invalid");
    const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const investigation = open(ecr.endpoints(), {}, { http_proxy });
    await investigation.audit("ecr");
    expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "complete" });
    expect(asked).toContain("api.invalid:80");
  });

  describe("with profiles of a shared config", () => {
    /** Two accounts, and a role of the second that the first may assume. */
    const config = (...lines: readonly string[]): void => {
      for (const name of Object.keys(AWS_ENV)) vi.stubEnv(name, undefined);
      const file = join(scratch(), "config");
      const profile = (name: string, ...own: readonly string[]): string => [`[profile ${name}]`, ...own, ""].join("\n");
      const key = (id: string): readonly string[] => [`aws_access_key_id=${id}`, "aws_secret_access_key=for-tests"];
      writeFileSync(
        file,
        [profile("one", ...key("KEYONE")), profile("two", ...key("KEYTWO")), profile("role", ...lines)].join("\n"),
      );
      vi.stubEnv("AWS_CONFIG_FILE", file);
      vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(scratch(), "none"));
    };
    const accounts = { KEYTWO: OTHER, KEYROLE: OTHER };
    const identities = async (investigation: TestCase): Promise<readonly string[]> =>
      (await investigation.report()).repositories.map(({ registry: host, identity }) => `${host} ${identity}`);

    it("a registry is asked as the profile whose account it is", async () => {
      config();
      const ecr = await start({ accounts });
      const investigation = open(ecr.endpoints("eu-west-1", OTHER), { profile: ["one", "two"] });
      await investigation.audit(ecrHostOf("eu-west-1", OTHER));
      expect(await outcome(investigation)).toEqual({ secrets: 3, verdict: "complete" });
      expect(await identities(investigation)).toEqual([`${ecrHostOf("eu-west-1", OTHER)} AWS profile two`]);
    });

    it("ecr is the registry of each profile; one that cannot log in does not stop the other", async () => {
      config();
      const ecr = await start({ accounts });
      const endpoint = [...ecr.endpoints(), ...ecr.endpoints("eu-west-1", OTHER)];
      const investigation = open(endpoint, { profile: ["one", "missing", "two"] });
      await investigation.audit("ecr");
      expect(await identities(investigation)).toEqual([
        `${ecrHostOf()} AWS profile one`,
        `${ecrHostOf("eu-west-1", OTHER)} AWS profile two`,
      ]);
      const { coverage } = (await investigation.report()).model;
      expect(coverage.entries).toEqual([expect.objectContaining({ subject: "ecr:eu-west-1:missing" })]);
    });

    it("a profile may be a role of another account", async () => {
      const assumed: string[] = [];
      const sts = await listen((request, response) => {
        assumed.push(/Credential=(\w+)/.exec(request.headers.authorization ?? "")?.[1] ?? "");
        response.writeHead(200, { "content-type": "text/xml" }).end(ASSUMED);
      });
      closers.push(async () => sts.close());
      vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
      config(`role_arn=arn:aws:iam::${OTHER}:role/audit`, "source_profile=one");
      const ecr = await start({ accounts });
      const investigation = open(ecr.endpoints("eu-west-1", OTHER), {
        profile: ["role"],
        region: ["eu-west-1", "sa-east-1"],
      });
      await investigation.audit("ecr");
      expect(await identities(investigation)).toEqual([`${ecrHostOf("eu-west-1", OTHER)} AWS profile role`]);
      expect(assumed).toEqual(["KEYONE"]);
      expect(new Set(ecr.calls.map(({ keyId }) => keyId))).toEqual(new Set(["KEYROLE"]));
    });
  });
});

/** AWS STS API reference, AssumeRole. */
const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>KEYROLE</AccessKeyId><SecretAccessKey>for-tests</SecretAccessKey><SessionToken>for-tests</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPullMeter } from "../../../src/registry/hub/pull-meter.ts";
import { PullError } from "../../../src/registry/pull-error.ts";
import { createTestCase, type TestCase } from "../../support/audit.ts";
import { HUB_LOGIN, type HubOptions, type HubTag, startHub, type TestHub } from "../../support/hub.ts";
import { gzipLayer, image, index, layer } from "../../support/image.ts";
import { startRegistry, type TestRegistry } from "../../support/registry.ts";
import { expand } from "../../support/samples.ts";

const signal = new AbortController().signal;
const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
const only = (seed: number) => image({ layers: [gzipLayer([layer.file("k", `K=${token(seed)}`)])] });

let registry: TestRegistry;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  registry = await startRegistry();
  closers.push(async () => registry.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const start = async (options: Partial<HubOptions> & Pick<HubOptions, "repositories">): Promise<TestHub> => {
  const hub = await startHub({ registry: registry.host, ...options });
  closers.push(async () => hub.close());
  return hub;
};

const open = (hub: TestHub, flags: Readonly<Record<string, unknown>> = {}, login?: string): TestCase => {
  const endpoint = [...hub.endpoints].map(([host, url]) => `${host}=${url}`);
  const auths = {
    "https://index.docker.io/v1/": { auth: Buffer.from(`${HUB_LOGIN.user}:${login}`).toString("base64") },
  };
  const investigation = createTestCase(
    { endpoint, ...flags },
    login === undefined ? {} : { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) },
  );
  closers.push(() => investigation.remove());
  return investigation;
};

/** An index of two platforms under a tag, and an image that lost its tag. */
const twoPlatforms = () => {
  const platforms = [only(1), only(2)].map((built, at) => ({
    ...built,
    platform: { os: "linux", architecture: `a${at}` },
  }));
  const built = index(platforms);
  const lost = only(3);
  registry.push("acme/app", built, { tags: ["1"] });
  registry.push("acme/app", lost, { tags: [] });
  const images = platforms.map(({ manifest }) => ({ digest: manifest.digest }));
  const tag: HubTag = {
    name: "1",
    digest: built.manifest.digest,
    images,
    full_size: 1000,
  };
  return { tag, lost: lost.manifest.digest };
};

describe("a namespace of Docker Hub", () => {
  it("is audited with every platform, and what lost its tag, when the inventory tells", async () => {
    const { tag, lost } = twoPlatforms();
    const hub = await start({ repositories: { app: [tag] }, inventory: { app: [tag.digest ?? "", lost] } });
    const investigation = open(hub, {}, HUB_LOGIN.password);
    await investigation.audit("docker.io/acme");
    const { model } = await investigation.report();
    expect(model).toMatchObject({ verdict: "complete", totals: { secrets: 3 } });
    // Four manifests, each pulled once; the second audit pulls none.
    expect(hub.pulled()).toBe(4);
    await investigation.audit("docker.io/acme");
    expect(hub.pulled()).toBe(4);
  });

  it.each([401, 403, 404, 410])("says what it could not see when the inventory answers %d", async (inventory) => {
    const { tag } = twoPlatforms();
    const investigation = open(await start({ repositories: { app: [tag] }, inventory }), {}, HUB_LOGIN.password);
    await investigation.audit("docker.io/acme");
    const { model } = await investigation.report();
    expect(model.totals.secrets).toBe(2);
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({
        status: "unlistable",
        reason: expect.stringContaining("untagged manifests cannot be listed"),
      }),
    );
  });

  it("beyond a thousand tags an anonymous listing goes on by the registry's own", async () => {
    const built = only(4);
    const names = Array.from({ length: 1100 }, (_, number) => `v${number}`);
    registry.push("acme/app", built, { tags: names });
    const tags = names.map((name) => ({ name, digest: built.manifest.digest, images: [], full_size: 1 }));
    const investigation = open(await start({ repositories: { app: tags } }));
    const events = await investigation.audit("docker.io/acme/app");
    expect(events.filter((event) => event.type === "image")).toHaveLength(1100);
  });

  it("warns of an organisation token, which may be shown public repositories only", async () => {
    const { tag } = twoPlatforms();
    const organisation = ["dckr", "oat_only-for-tests"].join("_");
    const events = await open(await start({ repositories: { app: [tag] } }), {}, organisation).audit("docker.io/acme");
    expect(events).toContainEqual({ type: "notice", text: expect.stringContaining("organisation token") });
  });

  it("a repository that answers 404 is not taken for deleted", async () => {
    const { tag } = twoPlatforms();
    const hub = await start({ repositories: { app: [tag] } });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    registry.remove("acme/app", tag.images[0]?.digest ?? "");
    await investigation.audit("docker.io/acme");
    expect(JSON.stringify((await investigation.report()).model.secrets)).not.toContain("goneSince");
  });
});

describe("the pull limit", () => {
  it("is planned against without a pull", async () => {
    const { tag } = twoPlatforms();
    registry.push("ratelimitpreview/test", only(9), { tags: ["latest"] });
    const hub = await start({ repositories: { app: [tag] }, pulls: 60 });
    const events = await open(hub).plan("docker.io/acme");
    expect(hub.pulled()).toBe(0);
    expect(events.find((event) => event.type === "cost")).toMatchObject({
      cost: {
        metered: [{ pulls: 3, held: 0, bytesAtMost: 1000, allowance: { limit: 100, remaining: 60, reserve: 10 } }],
      },
    });
  });

  it("keeps its reserve, says what is left, and goes on when there are pulls again", async () => {
    const tags: HubTag[] = [];
    for (let number = 0; number < 8; number++) {
      const built = only(20 + number);
      registry.push("acme/app", built, { tags: [`v${number}`] });
      const pushed = { tag_last_pushed: "2024-05-06T07:08:09Z" };
      tags.push({ name: `v${number}`, digest: built.manifest.digest, images: [], full_size: 1, ...pushed });
    }
    const hub = await start({ repositories: { app: tags }, pulls: 16 });
    const investigation = open(hub, { pullReserve: "12" });
    await investigation.audit("docker.io/acme");
    expect(hub.pulled()).toBe(4);
    const { model } = await investigation.report();
    expect(model.verdict).toBe("incomplete");
    expect(model.coverage.entries.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^4 images are left: the pull limit of docker.io is reached: 12 of 100 pulls are left/),
    );
    hub.refill(100);
    await investigation.audit("docker.io/acme");
    expect(hub.pulled()).toBe(8);
    const after = (await investigation.report()).model;
    expect(after).toMatchObject({ verdict: "complete", totals: { secrets: 8 } });
    expect(after.secrets[0]?.occurrences[0]?.images[0]?.since).toBe("2024-05-06T07:08:09Z");
  });

  it("that is spent is not tried again and again", async () => {
    const { tag } = twoPlatforms();
    const hub = await start({ repositories: { app: [tag] }, pulls: 0 });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    expect(hub.requests.filter((one) => /^GET .*\/v2\/acme\/app\/manifests\//.test(one))).toHaveLength(1);
    expect((await investigation.report()).model.coverage.entries.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^1 images are left: the pull limit of docker.io is reached: 0 of 100 pulls are left/),
    );
  });

  const header = (values: Readonly<Record<string, string>>) => (name: string) => values[name];
  const told = (remaining: number) =>
    header({ "ratelimit-limit": "100;w=21600", "ratelimit-remaining": `${remaining};w=21600` });

  it("is waited for when that is asked, by looks that cost nothing", async () => {
    const meter = createPullMeter({ onLimit: "wait", pullReserve: "10%", pollMs: 1 });
    meter.answered(told(10));
    let looks = 0;
    const probe = async (): Promise<void> => meter.answered(told(++looks === 3 ? 50 : 10));
    expect(await meter.pull({ ask: async () => "pulled", probe }, signal)).toBe("pulled");
    expect(looks).toBe(3);
  });

  it("is not overrun by pulls that are under way, and a pull that fails is not spent for ever", async () => {
    const meter = createPullMeter({ onLimit: "stop", pullReserve: "0" });
    meter.answered(told(2));
    let fail: (error: Error) => void = () => undefined;
    const hanging = () =>
      new Promise<string>((_, reject) => {
        fail = reject;
      });
    const probe = async (): Promise<void> => undefined;
    const first = meter.pull({ ask: hanging, probe }, signal).catch(() => "failed");
    const failFirst = fail;
    const second = meter.pull({ ask: hanging, probe }, signal).catch(() => "failed");
    await expect(meter.pull({ ask: async () => "third", probe }, signal)).rejects.toMatchObject({ limited: true });
    failFirst(new PullError("no answer"));
    expect(await first).toBe("failed");
    expect(await meter.pull({ ask: async () => "third", probe }, signal)).toBe("third");
    fail(new PullError("no answer"));
    expect(await second).toBe("failed");
  });
});

import { describe, expect, it } from "vitest";
import { costText } from "../../../src/cli/cost-text.ts";
import { createHttp } from "../../../src/registry/http/http.ts";
import { dockerHubProvider } from "../../../src/registry/hub/docker-hub.ts";
import { createRegistrySource } from "../../../src/registry/registry-source.ts";
import type { TestCase } from "../../support/audit.ts";
import type { TestHub } from "../../support/hub.ts";
import { HUB_LOGIN } from "../../support/hub.ts";
import { dockerConfig, hubCases, secretImage, twoPlatforms } from "../../support/hub-case.ts";
import { requireTool } from "../../support/tools.ts";

const { push, remove, start, open } = hubCases();
const signal = new AbortController().signal;

const entries = async (investigation: TestCase) => (await investigation.report()).model.coverage.entries;
const count = (hub: TestHub, pattern: RegExp): number => hub.requests.filter((one) => pattern.test(one)).length;
const unixTime = (seconds: number): string => `${Math.floor(Date.now() / 1000) + seconds}`;

describe.skipIf(!requireTool("docker-registry"))("the pull limit of Docker Hub", () => {
  it.each([true, false])(
    "is planned against without a pull, at most, when indexes count: %s",
    async (countsIndexes) => {
      await push(twoPlatforms(1).built, "acme/app", "1");
      await push(secretImage(3), "acme/app", "2");
      const hub = await start({ pulls: 60, countsIndexes });
      const investigation = open(hub);
      const events = await investigation.plan("docker.io/acme");
      expect(hub.pulled()).toBe(0);
      const cost = events.flatMap((event) => (event.type === "cost" ? [event.cost] : []))[0];
      const allowance = { limit: 100, remaining: 60, reserve: 10 };
      expect(cost?.metered).toEqual([expect.objectContaining({ pulls: 4, unlisted: 0, held: 0, allowance })]);
      expect(cost && costText(cost)).toContain("pulls   at most 4;");
      await investigation.audit("docker.io/acme");
      expect(hub.pulled()).toBe(countsIndexes ? 4 : 3);
    },
  );

  it("is planned for as much as is left after it stopped an audit, an index that is half done included", async () => {
    for (const first of [1, 3, 5]) await push(twoPlatforms(first).built, "acme/app", `v${first}`);
    const hub = await start({ pulls: 14 });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    const events = await investigation.plan("docker.io/acme");
    const planned = events.flatMap((event) => (event.type === "cost" ? event.cost.metered : []))[0]?.pulls ?? 0;
    const before = hub.pulled();
    hub.change({ pulls: 100 });
    await investigation.audit("docker.io/acme");
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 6 } });
    expect(hub.pulled() - before).toBe(planned);
  });

  it("says that there is more to pull where platforms are not listed", async () => {
    await push(twoPlatforms(1).built, "acme/app", "1");
    await push(secretImage(3), "acme/app", "1");
    const investigation = open(await start({ auditLog: 200, inventory: 404 }));
    const events = await investigation.plan("docker.io/acme");
    const cost = events.flatMap((event) => (event.type === "cost" ? [event.cost] : []))[0];
    expect(cost && costText(cost)).toContain("pulls   2 and more: the platforms of 1 image are not listed");
  });

  it("need not be known for a plan", async () => {
    await push(secretImage(1), "acme/app", "1");
    const events = await open(await start({ pulls: 60, preview: false })).plan("docker.io/acme");
    const cost = events.flatMap((event) => (event.type === "cost" ? [event.cost] : []))[0];
    expect(cost?.metered[0]).toMatchObject({ pulls: 1 });
    expect(cost && costText(cost)).toContain("no limit is known");
  });

  it("that is spent is not tried again and again", async () => {
    await push(secretImage(1), "acme/app", "1");
    const hub = await start({ pulls: 0 });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    expect(count(hub, /^429 GET docker\.io/)).toBe(1);
    expect((await entries(investigation)).map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^1 image is left: the pull limit of docker.io is reached: 0 of 100 pulls are left/),
    );
  });

  it("is waited for with HEADs, which cost nothing, until there are pulls again", async () => {
    const [first, second] = [secretImage(1), secretImage(2)];
    await push(first, "acme/app", "1");
    await push(second, "acme/app", "2");
    const hub = await start({ pulls: 11 });
    const endpoints = new Map(hub.endpoints.map((pair) => pair.split("=") as [string, string]));
    const http = createHttp({ endpoints });
    const places = { inline: dockerConfig(HUB_LOGIN), files: [] };
    const provider = dockerHubProvider({ http, places, onLimit: "wait", pullReserve: "10%", pollMs: 1 });
    const source = createRegistrySource({
      ...{ registry: "docker.io", provider, http, targets: [] },
      ...{ insecure: false, allowRealm: [], foreignLayers: false },
    });
    const repository = { registry: "docker.io", name: "acme/app" };
    await source.manifest({ repository, digest: first.manifest.digest }, signal);
    const waiting = source.manifest({ repository, digest: second.manifest.digest }, signal);
    await expect.poll(() => count(hub, /200 HEAD docker\.io\/v2\/acme\/app\/manifests/)).toBeGreaterThan(2);
    expect(hub.pulled()).toBe(1);
    hub.change({ pulls: 50 });
    expect((await waiting).digest).toBe(second.manifest.digest);
    expect(hub.pulled()).toBe(2);
    await http.close();
  });
});

describe.skipIf(!requireTool("docker-registry"))("the limit against abuse", () => {
  it("of the API is told from the pull limit in the ledger of the repository, and nothing storms", async () => {
    await push(secretImage(1), "acme/app", "1");
    const abuse = { of: "api", times: Number.POSITIVE_INFINITY, retryAfter: unixTime(3600) } as const;
    const hub = await start({ abuse });
    const investigation = open(hub, { login: null });
    await investigation.audit("docker.io/acme/app");
    expect(count(hub, /^429/)).toBe(1);
    expect(await entries(investigation)).toEqual([
      {
        scope: "repository",
        subject: "docker.io/acme/app",
        status: "unreachable",
        reason: expect.stringMatching(/429 .*against abuse by this address, which is not its pull limit/),
      },
    ]);
  });

  it("of the registry is told from the pull limit too", async () => {
    await push(secretImage(1), "acme/app", "1");
    const abuse = { of: "registry", times: Number.POSITIVE_INFINITY, retryAfter: unixTime(3600) } as const;
    const investigation = open(await start({ abuse, pulls: 60 }));
    await investigation.audit("docker.io/acme/app");
    const reasons = (await entries(investigation)).map(({ reason }) => reason);
    expect(reasons).toContainEqual(expect.stringMatching(/^pulling .*against abuse by this address/));
    expect(reasons.join()).not.toContain("the pull limit of docker.io is reached");
  });

  it.each([
    ["with a unix time", unixTime(0)],
    ["without a word of when", undefined],
  ])("is waited for, %s", async (_, retryAfter) => {
    await push(secretImage(1), "acme/app", "1");
    const hub = await start({ abuse: { of: "api", times: 1, ...(retryAfter !== undefined && { retryAfter }) } });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    expect(count(hub, /^429/)).toBe(1);
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 1 } });
  });
});

describe.skipIf(!requireTool("docker-registry"))("a flagged address", () => {
  it("is answered 404 for what exists: nothing counts as gone, and that is no full audit", async () => {
    await push(secretImage(1), "acme/app", "1");
    const hub = await start();
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    hub.change({ flagged: true });
    for (const target of ["docker.io/acme", "docker.io/acme/app", "docker.io/acme/app:1"]) {
      await investigation.audit(target);
      const { model } = await investigation.report();
      expect([target, model.verdict]).toEqual([target, "incomplete"]);
      expect(JSON.stringify(model.secrets)).not.toContain("goneSince");
      expect(JSON.stringify(model.coverage.entries)).toContain("404");
    }
    hub.change({ flagged: false });
    await investigation.audit("docker.io/acme");
    expect((await investigation.report()).model.verdict).toBe("complete");
  });

  it("a manifest that vanished is gone when another of its repository is served", async () => {
    const built = secretImage(1);
    await push(built, "acme/app", "1");
    await push(secretImage(2), "acme/app", "2");
    const hub = await start();
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    await remove("acme/app", built.manifest.digest);
    const events = await investigation.audit("docker.io/acme");
    expect(events.filter((event) => event.type === "image")).toHaveLength(1);
    expect(count(hub, /^404 HEAD docker\.io/)).toBe(1);
    const { model } = await investigation.report();
    const images = model.secrets.flatMap(({ occurrences }) => occurrences.flatMap((at) => at.images));
    expect(images.map(({ manifest, present, tags }) => [manifest === built.manifest.digest, present, tags])).toEqual(
      expect.arrayContaining([
        [true, false, []],
        [false, true, ["2"]],
      ]),
    );
  });
});

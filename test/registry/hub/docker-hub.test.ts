import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TestCase } from "../../support/audit.ts";
import { HUB_LOGIN, type TestHub } from "../../support/hub.ts";
import { hubCases, secretImage, twoPlatforms } from "../../support/hub-case.ts";
import { requireTool } from "../../support/tools.ts";

const { push, remove, start, open } = hubCases();

const entries = async (investigation: TestCase) => (await investigation.report()).model.coverage.entries;
const count = (hub: TestHub, pattern: RegExp): number => hub.requests.filter((one) => pattern.test(one)).length;
/** `acme/app:1` with two platforms, and an image of `acme/app` without a tag. */
const fill = async () => {
  const { built, platforms } = twoPlatforms(1);
  await push(built, "acme/app", "1");
  const lost = secretImage(3);
  await push(lost, "acme/app");
  return {
    index: built.manifest.digest,
    platforms: platforms.map(({ manifest }) => manifest.digest),
    lost: lost.manifest.digest,
  };
};

describe.skipIf(!requireTool("docker-registry"))("a namespace of Docker Hub", () => {
  it("is audited with every platform and what lost its tag, each manifest pulled once, and nothing is written", async () => {
    const { platforms } = await fill();
    const hub = await start();
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    const { model } = await investigation.report();
    expect(model).toMatchObject({ verdict: "complete", totals: { secrets: 3, manifests: 4 } });
    expect(hub.pulled()).toBe(4);
    await investigation.audit("docker.io/acme");
    expect(hub.pulled()).toBe(4);
    expect(
      hub.requests.filter((one) => !/^\d+ (?:GET|HEAD) |POST hub\.docker\.com\/v2\/auth\/token$/.test(one)),
    ).toEqual([]);
    const pushed = new Map(hub.store.tags("acme/app")[0]?.images.map((one) => [one.digest, one.last_pushed]));
    const shown = model.secrets.flatMap(({ occurrences }) => occurrences.flatMap(({ images }) => images));
    for (const platform of platforms)
      expect(shown.find(({ manifest }) => manifest === platform)?.since).toBe(pushed.get(platform));
  });

  it("keeps what its listings tell of pulls and pushes", async () => {
    const { index, lost } = await fill();
    const hub = await start();
    const investigation = open(hub);
    const events = await investigation.audit("docker.io/acme");
    const images = events.flatMap((event) => (event.type === "image" ? [event.ref] : []));
    const [tag] = hub.store.tags("acme/app");
    expect(images).toContainEqual(expect.objectContaining({ digest: index, tag: "1", pushedAt: tag?.tag_last_pushed }));
    const pushed = hub.store.manifests("acme/app").find(({ digest }) => digest === lost)?.pushed;
    expect(images).toContainEqual(expect.objectContaining({ digest: lost, pushedAt: pushed }));
    // The list of the namespace told the pull count: no repository is looked up for it.
    expect(count(hub, /repositories\/app$/)).toBe(0);
  });

  it("tells who may pull, how often that was done, and the pull before its own", async () => {
    await fill();
    const hub = await start({ private: ["acme/app"] });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    const [tag] = hub.store.tags("acme/app");
    const { model } = await investigation.report();
    const shown = model.secrets.flatMap(({ occurrences }) => occurrences.flatMap(({ images }) => images));
    expect(shown[0]).toMatchObject({ visibility: "private", pulls: 41, sinceIs: "pushed" });
    expect(shown.map(({ pulledAt }) => pulledAt)).toContain(tag?.images[0]?.last_pulled);
    expect(model.waves?.[0]?.tasks[0]?.window).toMatchObject({ visibility: "private", pulls: 41, served: true });
  });

  it.each([401, 403, 404, 410])("says what it could not see when the inventory answers %d", async (inventory) => {
    await fill();
    const investigation = open(await start({ inventory }));
    await investigation.audit("docker.io/acme");
    const { model } = await investigation.report();
    expect(model.totals.secrets).toBe(2);
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({
        subject: "docker.io/acme/app",
        status: "unlistable",
        reason: expect.stringMatching(/^untagged manifests cannot be listed: .*--digests-file/),
      }),
    );
  });

  it("takes the digests of a file where the inventory refuses", async () => {
    const { lost } = await fill();
    const hub = await start({ inventory: 404 });
    const digestsFile = join(open(hub).folder, "digests.txt");
    writeFileSync(digestsFile, `docker.io/acme/app@${lost}\n`);
    const investigation = open(hub, { flags: { digestsFile } });
    await investigation.audit("docker.io/acme/app");
    expect((await investigation.report()).model.totals.secrets).toBe(3);
  });

  it("is asked for by name in a pattern, and only what matches is listed further", async () => {
    await push(secretImage(1), "acme/web-shop", "1");
    await push(secretImage(2), "acme/api", "1");
    const hub = await start();
    const investigation = open(hub);
    await investigation.audit("docker.io/acme/web-*");
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 1 } });
    expect(count(hub, /acme\/(?:repositories\/)?api\b/)).toBe(0);
    await investigation.audit("docker.io/acme/none-*");
    expect((await entries(investigation)).map(({ reason }) => reason)).toContainEqual(
      "no repository of that name is listed to this login",
    );
  });

  it.each(["docker.io", "docker.io/*", "docker.io/*/app"])("must be named: %s", async (target) => {
    const investigation = open(await start());
    await expect(investigation.plan(target)).rejects.toMatchObject({
      code: "TARGET_INVALID",
      hint: expect.stringContaining("docker.io/NAMESPACE"),
    });
  });
});

describe.skipIf(!requireTool("docker-registry"))("what tags pointed at before", () => {
  it("is had from the audit log, and what is not served any more is counted", async () => {
    const [old, deleted, now] = [secretImage(1), secretImage(2), secretImage(3)];
    for (const one of [old, deleted, now]) await push(one, "acme/app", "latest");
    const hub = await start({ auditLog: 200, inventory: 404 });
    await remove("acme/app", deleted.manifest.digest);
    const investigation = open(hub);
    const events = await investigation.audit("docker.io/acme");
    expect(events.flatMap((event) => (event.type === "image" ? [event.ref] : []))).toContainEqual(
      expect.objectContaining({ digest: old.manifest.digest, tag: "latest", past: true }),
    );
    const { model } = await investigation.report();
    expect(model).toMatchObject({ verdict: "complete", totals: { secrets: 2 } });
    const shown = model.secrets.flatMap(({ occurrences }) => occurrences.flatMap(({ images }) => images));
    expect(shown.map(({ manifest, tags }) => [manifest, tags])).toEqual(
      expect.arrayContaining([
        [old.manifest.digest, []],
        [now.manifest.digest, ["latest"]],
      ]),
    );
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({ reason: "of the pushes in the audit log 1 are not served any more" }),
    );
  });

  it("is said to be unknown where the account has no audit log, which is asked for once", async () => {
    await push(secretImage(1), "acme/app", "1");
    await push(secretImage(2), "acme/web", "1");
    const hub = await start();
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    expect(count(hub, /auditlogs/)).toBe(1);
    const said = (await entries(investigation)).filter(({ reason }) => reason.includes("refuses its audit log (403)"));
    expect(said.map(({ subject, status }) => [subject, status])).toEqual([
      ["docker.io/acme/app", "unlistable"],
      ["docker.io/acme/web", "unlistable"],
    ]);
    expect((await investigation.report()).model.verdict).toBe("complete");
  });
});

describe.skipIf(!requireTool("docker-registry"))("a login at Docker Hub", () => {
  it("that is refused is a failure of the ledger; what anybody may see is audited without it", async () => {
    await push(secretImage(1), "acme/app", "1");
    await push(secretImage(2), "acme/hidden", "1");
    const hub = await start({ private: ["acme/hidden"] });
    const wrong = open(hub, { login: { ...HUB_LOGIN, password: ["not", "that"].join("-") } });
    await wrong.audit("docker.io/acme");
    const { model } = await wrong.report();
    expect(model).toMatchObject({ verdict: "incomplete", totals: { secrets: 1 } });
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({
        subject: "docker.io/acme/*",
        status: "unreachable",
        reason: "Docker Hub refuses the login robin (DOCKER_AUTH_CONFIG): 401; what is private cannot be seen",
      }),
    );
    const mended = open(hub, { flags: { db: wrong.db } });
    await mended.audit("docker.io/acme");
    expect((await mended.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 2 } });
  });

  it("with a password where two factors are asked for: the hint is a personal access token", async () => {
    await push(secretImage(1), "acme/app", "1");
    const investigation = open(await start({ secondFactor: true }));
    await investigation.audit("docker.io/acme/app");
    expect(await entries(investigation)).toContainEqual(
      expect.objectContaining({
        subject: "docker.io/acme/app",
        status: "unreachable",
        reason: expect.stringContaining("second factor; log in with a personal access token"),
      }),
    );
  });

  it("whose session expires is renewed", async () => {
    await fill();
    const hub = await start({ sessionCalls: 2 });
    const investigation = open(hub);
    await investigation.audit("docker.io/acme");
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 3 } });
    expect(count(hub, /^401 GET hub/)).toBeGreaterThan(0);
  });

  it("is not there: what is private cannot be listed, and the ledger says so", async () => {
    await push(secretImage(1), "acme/app", "1");
    await push(secretImage(2), "acme/hidden", "1");
    const hub = await start({ private: ["acme/hidden"] });
    const anonymous = open(hub, { login: null });
    await anonymous.audit("docker.io/acme");
    expect((await anonymous.report()).model.totals.secrets).toBe(1);
    expect((await entries(anonymous)).map(({ reason }) => reason)).toContainEqual(
      "private repositories cannot be listed: without a login to the namespace",
    );
    const person = open(hub);
    await person.audit("docker.io/acme");
    expect((await person.report()).model.totals.secrets).toBe(2);
    expect(JSON.stringify(await entries(person))).not.toContain("private");
  });
});

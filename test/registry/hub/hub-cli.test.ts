import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReportModel } from "../../../src/report/model.ts";
import { exhume } from "../../support/exhume.ts";
import { HUB_LOGIN, type TestHub } from "../../support/hub.ts";
import { dockerConfig, hubCases, secretImage, twoPlatforms } from "../../support/hub-case.ts";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";

const { push, start } = hubCases();

const commandFor = (hub: TestHub) => {
  const cwd = scratch();
  writeFileSync(join(cwd, "config.json"), dockerConfig(HUB_LOGIN));
  const run = async (...args: readonly string[]) => exhume(args, { cwd, env: { DOCKER_CONFIG: cwd } });
  const audit = ["audit", "docker.io/acme", ...hub.endpoints.flatMap((pair) => ["--endpoint", pair])];
  return { cwd, run, audit };
};

describe.skipIf(!requireTool("docker-registry"))("the built command on a namespace of Docker Hub", () => {
  it("stops before the reserve of the pull limit, and the same command goes on until all is read", async () => {
    const { built, platforms } = twoPlatforms(1);
    await push(built, "acme/app", "1");
    const lost = secretImage(3);
    await push(lost, "acme/app");
    for (const seed of [4, 5]) await push(secretImage(seed), "acme/web", `v${seed}`);
    const hub = await start({ pulls: 14 });
    const { cwd, run, audit } = commandFor(hub);

    const first = await run(...audit);
    expect([first.status, first.stdout]).toEqual([1, expect.stringContaining("INCOMPLETE")]);
    expect(first.stderr).toMatch(
      /left: the pull limit of docker\.io is reached: 10 of 100 pulls are left, 10 are kept/,
    );
    expect(hub.pulled()).toBe(4);

    hub.change({ pulls: 100 });
    const second = await run(...audit);
    expect([second.status, second.stdout]).toEqual([1, expect.stringContaining("COMPLETE")]);
    expect(second.stdout).not.toContain("INCOMPLETE");
    // An index, its two platforms, one image without a tag, two with; an index that was left half done is asked for again.
    expect([6, 7]).toContain(hub.pulled());

    const model: ReportModel = JSON.parse((await run("report", "--format", "json")).stdout);
    const images = model.secrets.flatMap(({ occurrences }) => occurrences.flatMap((one) => one.images));
    expect(model.totals.secrets).toBe(5);
    expect(images.find(({ manifest }) => manifest === lost.manifest.digest)?.tags).toEqual([]);
    const [tag] = hub.store.tags("acme/app");
    const platform = images.find(({ manifest }) => manifest === platforms[0]?.manifest.digest);
    expect(platform?.since).toBe(tag?.images[0]?.last_pushed);

    const ledger = (await run("coverage")).stdout.replaceAll(/\s+/g, " ");
    expect(ledger).toContain("acme/app: 4 manifests; blobs");
    expect(ledger).toMatch(
      /listed by Hub tags, Hub inventory as robin \(.*config\.json\); pulled 41 times; last pulled on 2026-05-06/,
    );
    for (const file of ["exhume.db", "exhume.db-wal"].map((name) => join(cwd, name)))
      expect(readIfThere(file)).not.toContain(HUB_LOGIN.password);
    expect(`${first.stderr}${second.stderr}${ledger}`).not.toContain(HUB_LOGIN.password);
  });

  it("ends with 3 when nothing was found and the login was refused, and with 0 when all was seen", async () => {
    const hub = await start({ secondFactor: true });
    await push(secretImage(1), "acme/app", "1");
    const { run, audit } = commandFor(hub);
    const refused = await run(...audit, "--fail-on", "never");
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining("personal access token")]);
    hub.change({ secondFactor: false });
    expect((await run(...audit, "--fail-on", "never")).status).toBe(0);
  });

  it("says what to type when no namespace is named", async () => {
    const { run } = commandFor(await start());
    const { status, stderr } = await run("audit", "--dry-run", "docker.io");
    expect([status, stderr]).toEqual([2, expect.stringContaining("hint: write docker.io/NAMESPACE")]);
  });
});

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
};

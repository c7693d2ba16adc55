import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CostPlan } from "../../src/audit/cost-plan.ts";
import { type Ended, exhume, startExhume } from "../support/exhume.ts";
import { digestOf } from "../support/image.ts";
import { ECR_HOST } from "./ecr-answers.ts";
import { facadeEnvironment } from "./enumeration.ts";
import { type Facade, startFacade } from "./facade.ts";
import { totalCalls } from "./fewest-calls.ts";
import { createOrganisation } from "./organisation.ts";

const SHAPE = { repositories: 40, manifests: 2000, layers: 600 };
/** Bulk calls are cut short when nothing more is asked for in time; a call for each manifest would be 13 times as many. */
const SLACK = 1.5;

const organisation = createOrganisation(SHAPE);
let facade: Facade;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "exhume-organisation-"));
});
afterEach(() => {
  facade.close();
  rmSync(folder, { recursive: true, force: true });
});

const audit = async (target: string, ...flags: readonly string[]): Promise<Ended> =>
  exhume(["audit", "--json", ...flags, target], { cwd: folder, env: facadeEnvironment(facade) });
const costOf = ({ stdout }: Ended): CostPlan => {
  const events = stdout.split("\n").map((line) => (line === "" ? {} : JSON.parse(line)));
  return events.find(({ type }) => type === "cost").cost;
};

/** What the manifests say, read with nothing of the product. */
const expected = (isReached: (manifest: number) => boolean) => {
  const blobs = new Set<string>();
  let [manifests, tags] = [0, 0];
  for (let manifest = 0; manifest < SHAPE.manifests; manifest++) {
    if (!isReached(manifest)) continue;
    const { config, layers = [] } = JSON.parse(organisation.body(manifest).toString("utf8"));
    for (const blob of config === undefined ? layers : [config, ...layers]) blobs.add(blob.digest);
    manifests++;
    tags += organisation.tags(manifest).length;
  }
  // The empty descriptor of the OCI image specification is known without a pull.
  const known = blobs.delete(digestOf(Buffer.from("{}"))) ? 1 : 0;
  const { repositories } = SHAPE;
  return { repositories, tags, manifests, blobs: blobs.size, heldBlobs: manifests + known, unsized: 0 };
};

describe("an organisation behind ECR", () => {
  beforeEach(async () => {
    facade = await startFacade({ shape: SHAPE, referrers: false });
  });

  it("is planned with every manifest pulled once and hardly a call too many; the second plan pulls none", async () => {
    const first = await audit(ECR_HOST, "--dry-run");
    expect(first).toMatchObject({ status: 0 });
    expect(costOf(first)).toMatchObject(expected(() => true));
    const { calls, pulled, pulledAgain } = facade.tally();
    expect({ pulled, pulledAgain }).toEqual({ pulled: 2000, pulledAgain: 0 });
    const { BatchGetImage, ...listings } = calls;
    const { BatchGetImage: fewest, ...fewestListings } = facade.fewest.ecr.first;
    expect(listings).toEqual(fewestListings);
    expect(BatchGetImage).toBeLessThanOrEqual(fewest! * SLACK);

    expect(costOf(await audit(ECR_HOST, "--dry-run"))).toEqual(costOf(first));
    expect(facade.tally()).toEqual({ calls: facade.fewest.ecr.again, pulled: 0, pulledAgain: 0 });
  });

  it("stops after a number of pulls, says what is left, and goes on with the next ones", async () => {
    const first = await audit(ECR_HOST, "--dry-run", "--budget", "500pulls");
    expect(first.status).toBe(3);
    expect(facade.tally().pulled).toBe(500);
    const left = JSON.parse((await exhume(["coverage", "--json"], { cwd: folder })).stdout).coverage.entries;
    expect(left).toContainEqual(
      expect.objectContaining({
        scope: "repository",
        status: "skipped",
        reason: expect.stringMatching(/^\d+ images? (?:is|are) left: the budget is spent \(500 pulls are spent\)/),
      }),
    );
    expect((await audit(ECR_HOST, "--dry-run")).status).toBe(0);
    expect(facade.tally()).toMatchObject({ pulled: 1500, pulledAgain: 0 });
  });

  it("stops when its time is over, and says that the listing was not finished", async () => {
    const { status, stdout } = await audit(ECR_HOST, "--dry-run", "--budget", "0.0001m");
    expect(status).toBe(3);
    expect(stdout).toContain("its listing was not finished: the budget is spent");
    expect((await audit(ECR_HOST, "--dry-run")).status).toBe(0);
  });

  it("keeps what it has when it is interrupted", async () => {
    const child = startExhume(["audit", "--json", "--dry-run", ECR_HOST], {
      cwd: folder,
      env: facadeEnvironment(facade),
    });
    let stdout = "";
    child.stdout!.on("data", (chunk) => {
      stdout += chunk;
      // A second one would end it at once.
      if (!child.killed && stdout.includes('"type":"image"')) child.kill("SIGINT");
    });
    await once(child, "close");
    expect(child.exitCode).toBe(130);
    const before = facade.tally().pulled;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(2000);
    const { stdout: plan, status } = await audit(ECR_HOST, "--dry-run");
    expect(status).toBe(0);
    expect(plan).toContain('"manifests":2000');
    // What was under way when it was interrupted is at most two bulk calls.
    expect(facade.tally().pulled).toBeLessThanOrEqual(2000 - before + 200);
  });
});

describe("an organisation behind the distribution API", () => {
  const isTagged = (manifest: number): boolean => organisation.tags(manifest).length > 0;

  it("is planned with a call for each tag and child, and asks once for the referrers API that is not there", async () => {
    facade = await startFacade({ shape: SHAPE, referrers: false });
    const first = await audit(facade.host, "--dry-run");
    expect(costOf(first)).toMatchObject(expected((manifest) => isTagged(manifest) || organisation.isChild(manifest)));
    expectCalls(facade.tally().calls, facade.fewest.oci.first);
    expect(costOf(await audit(facade.host, "--dry-run"))).toEqual(costOf(first));
    const { calls, pulled } = facade.tally();
    expect(pulled).toBe(0);
    expectCalls(calls, facade.fewest.oci.again);
  });

  it("is planned with what refers to its images, each asked about once", async () => {
    facade = await startFacade({ shape: SHAPE, referrers: true });
    expect(costOf(await audit(facade.host, "--dry-run"))).toMatchObject(
      expected(
        (manifest) =>
          isTagged(manifest) || organisation.isChild(manifest) || organisation.subject(manifest) !== undefined,
      ),
    );
    const { calls } = facade.tally();
    expect(calls.referrers).toBe(facade.fewest.oci.first.referrers);
    const fewest = totalCalls(facade.fewest.oci.first);
    expect(totalCalls(calls)).toBeGreaterThanOrEqual(fewest);
    expect(totalCalls(calls)).toBeLessThanOrEqual(fewest + BEHIND.catalog + BEHIND.tags);
  });
});

/** Lists that are asked for what comes behind them, as no Link tells that they are cut: the longest ones only. */
const BEHIND = { catalog: 1, tags: 6 };

/** Four look-ups that are under way at the start may each find out that there is no referrers API. */
function expectCalls(calls: Readonly<Record<string, number>>, fewest: Readonly<Record<string, number>>): void {
  const { referrers, catalog = 0, tags = 0, ...others } = calls;
  const { referrers: _once, catalog: fewestCatalog = 0, tags: fewestTags = 0, ...fewestOthers } = fewest;
  expect(others).toEqual(fewestOthers);
  expect(referrers).toBeLessThanOrEqual(4);
  expect(catalog).toBeLessThanOrEqual(fewestCatalog + BEHIND.catalog);
  expect(tags).toBeLessThanOrEqual(fewestTags + BEHIND.tags);
}

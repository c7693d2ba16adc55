import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CaseListing, listingOf } from "../../src/audit/case-listing.ts";
import { secretDetails } from "../../src/cli/secret-details.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { Facts } from "../../src/domain/finding.ts";
import type { Secret, WorkState } from "../../src/domain/rotation.ts";
import { reportSecrets } from "../../src/report/build-report.ts";
import { secretText } from "../../src/report/secret-text.ts";
import { openStore } from "../../src/store/store.ts";
import { withCase } from "../../src/wire-case.ts";
import { withListing } from "../../src/wire-listing.ts";
import { type NamedCase, namedIn, withNamed } from "../../src/wire-named.ts";
import { createOrganisation, pushOrganisation } from "../demo/organisation.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const signal = new AbortController().signal;
const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

let registry: TestRegistry;
let testCase: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  testCase = createTestCase();
  pushOrganisation(registry, createOrganisation());
  for (const seed of [1, 2, 3]) push(`values:${seed}`, "app/.env", seed);
  // Two that are neighbours in one place, and in a crowd of another.
  for (const seed of [10, 11]) push(`two:${seed}`, "srv/.env", seed);
  push("crowd:1", "srv/.env", ...Array.from({ length: 205 }, (_, at) => at + 10));
  await testCase.audit(registry.host);
});
afterEach(async () => {
  testCase.remove();
  await registry.close();
});

function push(name: string, path: string, ...seeds: readonly number[]): void {
  const [repository = "", tag = ""] = name.split(":");
  const text = seeds.map((seed) => `GITHUB_TOKEN=${token(seed)}\n`).join("");
  const created = `2026-01-${String(Number(tag)).padStart(2, "0")}T00:00:00Z`;
  registry.push(repository, image({ created, layers: [gzipLayer([layer.file(path, text)])] }), { tags: [tag] });
}

const configOf = (): Config =>
  readConfig({ flags: { db: testCase.db }, env: { HOME: testCase.folder }, cwd: testCase.folder });

/** All that is told of a secret; what depends on the second is left out. */
function told(opened: NamedCase, id: string): unknown {
  const { plan, byId } = opened;
  const task = [plan.open, plan.closed, plan.tests].flat().find(({ secrets }) => secrets.some((one) => one.id === id))!;
  const details = secretDetails(opened, { task, id });
  const [reports, tasks] = [
    reportSecrets([task], { now: NOW, byId }),
    { ...task, images: task.images(), exposures: task.exposures() },
  ];
  return JSON.parse(JSON.stringify([reports, details.json, secretText(task, details.sections), tasks]));
}
const NOW = new Date("2030-01-01T00:00:00Z");

const FEW = 3;
const isInCrowd = ({ occurrences }: Secret): boolean =>
  occurrences.every(({ images }) => images[0]?.repository === "crowd");

/** By id, but for most of the crowd: what reading all of the case tells. */
const wholly = async (asRecorded: boolean): Promise<ReadonlyMap<string, unknown>> =>
  withCase(
    configOf(),
    {
      ...{ all: true, asRecorded },
      use: (opened) => {
        const named = namedIn(opened);
        const crowd = [...named.byId.values()].filter(isInCrowd).slice(FEW);
        const ids = [...named.byId.keys()].filter((id) => !crowd.some((one) => one.id === id));
        return new Map(ids.map((id) => [id, told(named, id)]));
      },
    },
    signal,
  );

/** The same, each read by itself. */
const partly = async (ids: Iterable<string>, asRecorded: boolean): Promise<ReadonlyMap<string, unknown>> => {
  const found = new Map<string, unknown>();
  for (const id of ids)
    await withNamed(
      configOf(),
      { ids: [id], asRecorded, onNotice: () => undefined, use: (opened) => found.set(id, told(opened, id)) },
      signal,
    );
  return found;
};

const listOf = ({ summary, lines }: CaseListing) => ({
  summary: { ...summary, generatedAt: "" },
  lines: [...lines({ all: true })],
});

/** Lists are what keeps it, and they show what reading all of the case shows. */
const keep = async (): Promise<void> => {
  const shown = await withListing(
    configOf(),
    { onNotice: () => undefined, use: ({ listing }) => listOf(listing) },
    signal,
  );
  expect(shown).toEqual(await withCase(configOf(), { use: (opened) => listOf(listingOf(opened).listing) }, signal));
};

const same = async (): Promise<ReadonlyMap<string, unknown>> => {
  await keep();
  const both = await Promise.all(
    [false, true].map(async (asRecorded) => ({ asRecorded, all: await wholly(asRecorded) })),
  );
  for (const { asRecorded, all } of both) expect(await partly(all.keys(), asRecorded)).toEqual(all);
  return both[0]!.all;
};

const say = (secret: Secret, state: WorkState, data?: Facts): void => {
  const store = openStore(testCase.db, { create: false });
  const { fingerprint } = secret;
  store.events.append([
    { fingerprint, kind: "state", state, actor: "ann", at: new Date().toISOString(), ...(data && { data }) },
  ]);
  store.close();
};

/** Of the values, oldest first. */
const values = async (): Promise<readonly Secret[]> => {
  const { plan } = await testCase.report();
  const secrets = [...plan.open, ...plan.closed].flatMap((task) => task.secrets);
  return secrets.filter(({ occurrences }) => occurrences.some(({ images }) => images[0]?.repository === "values"));
};

describe("a secret that is read by itself", () => {
  it("is what reading all of the case tells of it, whatever was done before", async () => {
    const text = JSON.stringify([...(await same())]);
    const shown = ['"follows":[', '"versions":[', '"after":[{', '"credential":{', '"base":{'];
    expect(shown.filter((one) => !text.includes(one))).toEqual([]);
    const [first, second] = await values();
    say(first!, "rotated");
    say(second!, "accepted", { until: "2099-01-01" });
    await same();
    writeFileSync(join(testCase.folder, ".exhumeignore"), `secret ${second!.fingerprint}\npath app/1*/.env\n`);
    await same();
    say(second!, "test");
    await same();
    push("values:4", "app/.env", 4);
    await testCase.audit(registry.host);
    await same();
  }, 300_000);

  it("needs no place of others", async () => {
    await keep();
    const [one] = await values();
    const all = await wholly(false);
    const writer = new Database(testCase.db);
    writer.exec(`DELETE FROM place WHERE secret_id NOT IN (SELECT secret_id FROM place JOIN blob ON blob.id = blob_id
      WHERE path IN ('app/.env'))`);
    writer.close();
    expect(await partly([one!.id], false)).toEqual(new Map([[one!.id, all.get(one!.id)]]));
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/audit/audit.ts";
import { createSpending, parseBudget } from "../../src/audit/budget.ts";
import { costPlan, type MeteredPlan } from "../../src/audit/cost-plan.ts";
import { costText } from "../../src/cli/cost-text.ts";
import type { SeenTotals } from "../../src/store/pending.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);

let registry: TestRegistry;
let investigation: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  investigation = createTestCase();
  const base = gzipLayer([layer.file("base", "base ".repeat(4000))]);
  for (let tag = 0; tag < 6; tag++)
    registry.push(
      `team/app${tag % 2}`,
      image({ layers: [base, gzipLayer([layer.file("k", `K=${token(tag)}`)])], labels: { tag: `${tag}` } }),
      { tags: [`v${tag}`] },
    );
});
afterEach(async () => {
  await registry.close();
  investigation.remove();
});

const gets = (kind: "blobs" | "manifests"): number =>
  registry.requests.filter(({ method, path }) => method === "GET" && path.includes(`/${kind}/`)).length;
const costOf = (events: readonly AuditEvent[]) => events.find((event) => event.type === "cost")?.cost;
const withBudget = (...budget: readonly string[]): TestCase => createTestCase({ db: investigation.db, budget });

const NOTHING = {
  repositories: 0,
  tags: 0,
  manifests: 0,
  blobs: 0,
  bytes: 0,
  unsized: 0,
  heldBlobs: 0,
  heldBytes: 0,
};
const HUB = { registry: "docker.io", unlisted: 0, repositories: 0, tags: 0, pulls: 0, held: 0, bytesAtMost: 0 };
type Amounts = Partial<SeenTotals> & Partial<Pick<MeteredPlan, "pulls" | "allowance">>;

describe("audit --dry-run", () => {
  it("says what each blob costs once, pulls none, and the audit that follows pulls no manifest again", async () => {
    const cost = costOf(await investigation.plan(registry.host));
    // 6 configs, 6 layers of their own and one that all share; the manifests are scanned as they are listed.
    expect(cost).toMatchObject({ repositories: 2, tags: 6, manifests: 6, blobs: 13, heldBlobs: 6, unsized: 0 });
    expect(gets("blobs")).toBe(0);
    const manifests = gets("manifests");
    const events = await investigation.audit(registry.host);
    expect(gets("manifests")).toBe(manifests);
    expect(events.filter((event) => event.type === "blob")).toHaveLength(13);
    const bytes = events.reduce((sum, event) => sum + (event.type === "blob" ? event.scan.bytes : 0), 0);
    expect(cost?.bytes).toBe(bytes);
    expect(costOf(await investigation.plan(registry.host))).toMatchObject({ blobs: 0, bytes: 0, heldBlobs: 19 });
  });

  it("is read by a person", async () => {
    const cost = costOf(await investigation.plan(registry.host));
    expect(costText(cost!).split("\n")).toEqual([
      "listed   2 repositories, 6 tags, 6 manifests",
      expect.stringMatching(/^to scan {2}13 blobs, [\d.]+ kB; each is pulled once$/),
      expect.stringMatching(/^held {5}6 blobs, [\d.]+ kB, scanned already, manifests as they are listed$/),
      "time     at least 1 second, with a network that keeps up",
    ]);
  });

  it.each([
    ["bytes", { bytes: 379e9 }, "3.5 hours"],
    ["small blobs", { blobs: 260_000 }, "5 minutes"],
    ["pulls that count", { pulls: 9600 }, "4 minutes"],
    ["pulls beyond the limit", { pulls: 300, allowance: { limit: 200, remaining: 100, reserve: 20 } }, "12.0 hours"],
  ])("knows how long %s take at the least", (_, { pulls = 0, allowance, ...seen }: Amounts, time) => {
    const metered = [{ ...HUB, pulls, ...(allowance === undefined ? {} : { allowance }) }];
    expect(costText(costPlan({ ...NOTHING, ...seen }, metered))).toContain(`time     at least ${time},`);
  });

  it("fits into 80 columns, however large the registry", () => {
    const many = Object.fromEntries(Object.keys(NOTHING).map((key) => [key, 260_000]));
    const allowance = { limit: 10_000, remaining: 9999, reserve: 1000 };
    const metered = [{ ...HUB, repositories: 2000, tags: 126_200, pulls: 200_000, held: 100_000, allowance }];
    const text = costText(costPlan({ ...NOTHING, ...many, bytes: 379e9, heldBytes: 379e9 }, metered));
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it("leaves the case incomplete: nothing was scanned", async () => {
    await investigation.plan(registry.host);
    expect((await investigation.report()).model.verdict).toBe("incomplete");
  });
});

describe("audit --budget", () => {
  it("stops before a blob that does not fit, says what is left, and goes on from there", async () => {
    const small = withBudget("2KB");
    await small.audit(registry.host);
    const first = gets("blobs");
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(13);
    const { model } = await small.report();
    expect(model.verdict).toBe("incomplete");
    expect(model.coverage.entries.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(new RegExp(`^${13 - first} blobs with \\d+ bytes are left: the budget is spent`)),
    );
    await investigation.audit(registry.host);
    expect(gets("blobs")).toBe(13);
    expect((await investigation.report()).model).toMatchObject({ verdict: "complete", totals: { secrets: 6 } });
  });

  it("counts pulls of manifests, and says how many images of which repository are left", async () => {
    const small = withBudget("4pulls");
    await small.audit(registry.host);
    expect(gets("manifests")).toBe(4);
    const left = (await small.report()).model.coverage.entries.filter(({ scope }) => scope === "repository");
    const images = left.map(({ reason }) =>
      Number(/^(\d+) images? (?:is|are) left: the budget is spent/.exec(reason)?.[1] ?? 0),
    );
    expect(images.reduce((sum, count) => sum + count, 0)).toBe(2);
    await withBudget("4pulls").audit(registry.host);
    expect(gets("manifests")).toBe(6);
    expect((await investigation.report()).model.verdict).toBe("complete");
  });

  it("does not take for gone what it did not get to", async () => {
    await investigation.audit(registry.host);
    registry.push("team/app0", image({ layers: [], labels: { late: "1" } }), { tags: ["late"] });
    await withBudget("1pulls").audit(registry.host);
    const { model } = await investigation.report();
    expect(JSON.stringify(model.secrets)).not.toContain("goneSince");
  });
});

describe("an amount", () => {
  it.each([
    ["200GB", { bytes: 200e9 }],
    ["1.5tb", { bytes: 1.5e12 }],
    ["150pulls", { pulls: 150 }],
    ["1 pull", { pulls: 1 }],
    ["45m", { minutes: 45 }],
    ["2h", { minutes: 120 }],
  ])("%s", (text, budget) => expect(parseBudget([text])).toEqual(budget));

  it.each(["", "45", "0GB", "-1GB", "GB", "45 days", "1e9B"])("%j is refused with a hint", (text) =>
    expect(() => parseBudget([text])).toThrow(expect.objectContaining({ hint: "write 200GB, 150pulls, 45m or 2h" })),
  );

  it("of minutes is over when they are", () => {
    let now = 0;
    const spending = createSpending({ minutes: 1 }, () => now);
    expect([spending.time(), spending.pull(), spending.blob(1)]).toEqual([undefined, undefined, undefined]);
    now = 60_000;
    for (const over of [spending.time(), spending.pull(), spending.blob(1)])
      expect(over).toContain("1 minutes are over");
  });
});

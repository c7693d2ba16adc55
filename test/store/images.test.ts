import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Manifest } from "../../src/domain/oci.ts";
import { openStore, type Store } from "../../src/store/store.ts";

const REPOSITORY = { registry: "r.example", name: "team/app" };
const manifest = (digit: string): Manifest => ({
  digest: `sha256:${digit.repeat(64)}`,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  role: "image",
  body: Buffer.from("{}"),
  layers: [],
  manifests: [],
  annotations: {},
});

let folder: string;
let store: Store;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  folder = mkdtempSync(join(tmpdir(), "exhume-images-"));
  store = openStore(join(folder, "case.db"), { create: true });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** One audit a day, that sees a tag at a manifest and nothing else of the repository. */
const audit = (day: number, tag: string, digit: string, told: { pulledAt?: string; identity?: string } = {}): void => {
  vi.setSystemTime(Date.UTC(2026, 0, day));
  const run = store.runs.start({ targets: ["r.example"], rulesetId: "rules", tool: "0" });
  const { pulledAt, identity = "anonymous" } = told;
  store.images.record(run, { repository: REPOSITORY, tag, ...(pulledAt && { pulledAt }) }, manifest(digit));
  store.images.finishRepository(run, { repository: REPOSITORY, method: "tags", identity });
  store.runs.finish(run);
};

describe("an audit that another one overtakes on the same case", () => {
  const layered = (digit: string): Manifest => ({
    ...manifest(digit),
    layers: [{ digest: `sha256:${digit.repeat(63)}f`, mediaType: "layer", size: 9 }],
  });
  const begin = (): number => store.runs.start({ targets: ["r.example"], rulesetId: "rules", tool: "0" });
  const layersOf = (run: number): readonly string[] =>
    [...store.pending.layers(run, "rules")].flatMap(({ holders }) => holders.map(({ name }) => name));

  it("reads what both saw, and nothing of what the other one alone looks at", () => {
    const [first, second] = [begin(), begin()];
    store.images.record(first, { repository: REPOSITORY, tag: "1" }, layered("a"));
    store.images.record(second, { repository: REPOSITORY, tag: "1" }, layered("a"));
    store.images.record(second, { repository: { ...REPOSITORY, name: "team/other" }, tag: "1" }, layered("b"));
    expect(layersOf(first)).toEqual(["team/app"]);
    expect([...layersOf(second)].sort()).toEqual(["team/app", "team/other"]);
    expect(store.pending.totals(first, "rules")).toMatchObject({ repositories: 1, tags: 1, manifests: 1 });
  });

  it("takes nothing for gone that the other one saw last", () => {
    const [first, second] = [begin(), begin()];
    store.images.record(first, { repository: REPOSITORY, tag: "1" }, manifest("a"));
    store.images.record(second, { repository: REPOSITORY, tag: "1" }, manifest("b"));
    const listing = { repository: REPOSITORY, method: "tags", identity: "ann" };
    store.images.finishRepository(second, listing);
    store.images.record(first, { repository: REPOSITORY, tag: "2" }, manifest("b"));
    store.images.finishRepository(first, listing);
    expect(store.images.unseen(second, REPOSITORY)).toEqual([]);
  });
});

describe("what audits saw over time", () => {
  it("keeps what a tag pointed at before, and since when a manifest is gone", () => {
    audit(1, "latest", "a");
    audit(2, "latest", "b");
    audit(3, "latest", "b");
    store.close();
    const db = new Database(join(folder, "case.db"), { readonly: true });
    const rows = db
      .prepare(
        `SELECT substr(digest, 8, 1) AS digest, tag.last_run AS lastRun, gone_at AS goneAt
         FROM tag JOIN blob ON blob.id = manifest_id JOIN holding USING (manifest_id, repository_id)
         WHERE name = 'latest' ORDER BY digest`,
      )
      .all();
    db.close();
    expect(rows).toEqual([
      { digest: "a", lastRun: 1, goneAt: "2026-01-02T00:00:00.000Z" },
      { digest: "b", lastRun: 3, goneAt: null },
    ]);
  });

  it("knows since when it was read without a login, and forgets it when it no longer is", () => {
    const seen = () => {
      const [holding] = store.secrets.holdings(1);
      return [holding?.visibility, holding?.visibleSince];
    };
    audit(1, "v1", "a");
    audit(2, "v1", "a");
    expect(seen()).toEqual(["anonymous", "2026-01-01T00:00:00.000Z"]);
    audit(3, "v1", "a", { identity: "alice" });
    expect(seen()).toEqual([null, null]);
    audit(4, "v1", "a");
    expect(seen()).toEqual(["anonymous", "2026-01-04T00:00:00.000Z"]);
    store.close();
  });

  it.each([
    ["of others before", ["2025-12-24T00:00:00.000Z"], "2025-12-24T00:00:00.000Z"],
    ["that may be its own", ["2025-12-24T00:00:00.000Z", "2026-01-01T00:00:09.000Z"], "2025-12-24T00:00:00.000Z"],
    ["of others since", ["2025-12-24T00:00:00.000Z", "2026-01-02T12:00:00.000Z"], "2026-01-02T12:00:00.000Z"],
    ["none but its own", [undefined, "2026-01-01T00:00:09.000Z"], null],
  ])("tells a pull of others from its own: %s", (_, pulls, expected) => {
    for (const [index, pulledAt] of pulls.entries())
      audit(index + 1, "v1", "a", pulledAt === undefined ? {} : { pulledAt });
    expect(store.secrets.holdings(1)[0]?.pulledAt).toBe(expected);
    store.close();
  });

  it("knows a tag by its repository, wherever it points", () => {
    audit(1, "v1", "a");
    const hasTag = (name: string, tag: string): boolean =>
      store.images.hasTag({ repository: { ...REPOSITORY, name }, tag });
    expect([hasTag("team/app", "v1"), hasTag("team/app", "v2"), hasTag("team/other", "v1")]).toEqual([
      true,
      false,
      false,
    ]);
    store.close();
  });
});

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

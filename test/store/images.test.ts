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
const audit = (day: number, tag: string, digit: string): void => {
  vi.setSystemTime(Date.UTC(2026, 0, day));
  const run = store.runs.start({ targets: ["r.example"], rulesetId: "rules", tool: "0" });
  store.images.record(run, { repository: REPOSITORY, tag }, manifest(digit));
  store.images.finishRepository(run, { repository: REPOSITORY, method: "tags", identity: "anonymous" });
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

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readSecrets } from "../../src/audit/read-case.ts";
import { openStore } from "../../src/store/store.ts";
import { recordLargeCase } from "../bench/large-case.ts";

it("tells the files of one layer apart by what the layers above do to each", async () => {
  const folder = mkdtempSync(join(tmpdir(), "exhume-exposures-"));
  const path = join(folder, "case.db");
  await recordLargeCase(path, {
    repositories: 1,
    imagesOfEach: 1,
    imagesOfBuild: 1,
    secrets: 10,
    placesOfEach: 1,
    dependencyFiles: 20,
    again: 1,
  });
  const store = openStore(path, { create: false });
  const places = readSecrets(store, { now: new Date() }).flatMap(({ occurrences }) => occurrences);
  store.close();
  rmSync(folder, { recursive: true, force: true });
  const shown = places.flatMap(({ path: file, images }) => {
    const number = /settings-(\d+)/.exec(file)?.[1];
    return number === undefined ? [] : images.map(({ exposure }) => [Number(number), exposure] as const);
  });
  const expected = (at: number) => {
    if (at % 10 === 1) return "overwritten";
    return at % 2 === 0 || at % 10 === 3 ? "deleted" : "live";
  };
  expect(new Set(shown.map(([, exposure]) => exposure)).size).toBe(3);
  expect(shown).toEqual(shown.map(([at]) => [at, expected(at)]));
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readSecrets } from "../../src/audit/read-case.ts";
import { openStore } from "../../src/store/store.ts";
import { recordLargeCase } from "../bench/large-case.ts";
import { createTestCase } from "../support/audit.ts";
import { artifact, type BuiltBlob, digestOf } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

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

const blob = (mediaType: string, text: string): BuiltBlob => {
  const bytes = Buffer.from(text);
  return { bytes, digest: digestOf(bytes), mediaType };
};
const token = expand("ghp_<base62:30><crc32>", 77);

const shownOf = async (...pushed: readonly ReturnType<typeof artifact>[]) => {
  const registry = await startRegistry();
  const tested = createTestCase({});
  onTestFinished(async () => {
    tested.remove();
    await registry.close();
  });
  for (const [at, one] of pushed.entries()) registry.push("app", one, { tags: [`${at}`] });
  await tested.audit(registry.host);
  const store = openStore(tested.db, { create: false });
  const places = readSecrets(store, { now: new Date() }).flatMap(({ occurrences }) => occurrences);
  store.close();
  return places.flatMap(({ path, images }) => images.map(({ exposure }) => `${exposure} ${path}`));
};

it("what was pushed beside an image is in no container", async () => {
  const empty = blob("application/vnd.oci.empty.v1+json", "{}");
  const files = [blob("application/spdx+json", JSON.stringify({ comment: `GITHUB_TOKEN=${token}` }))];
  const chart = blob("application/vnd.oci.image.config.v1+json", "{}");
  const subject = {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: artifact(chart, []).manifest.digest,
    size: 2,
  };
  const report = artifact(empty, files, { artifactType: "application/spdx+json", subject });
  expect(await shownOf(artifact(chart, []), report)).toEqual([expect.stringMatching(/^attestation /)]);
});

it("a config that cannot be read names no field, and its place has a name all the same", async () => {
  const cut = blob("application/vnd.oci.image.config.v1+json", `{"config":{"Env":["GITHUB_TOKEN=${token}"]`);
  expect(await shownOf(artifact(cut, []))).toEqual(["label the config as text"]);
});

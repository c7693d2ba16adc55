import { describe, expect, it } from "vitest";
import { gzipLayer, image, layer } from "../support/image.ts";
import { type Answer, failure, json, type Question } from "../support/registry/answer.ts";
import type { TestRegistry } from "../support/registry.ts";
import { listAll, listedGaps, listedNames, openSource, testRegistry } from "../support/source.ts";

const app = image({ layers: [gzipLayer([layer.file("a", "b")])] });
const LISTS = /\/(?:_catalog|tags\/list)$/;

const withoutLink = (answer: Answer): Answer => {
  const { link: _, ...headers } = answer.headers;
  return { ...answer, headers };
};

/** A registry that cuts its lists at `pageSize` names and does not say so. */
const cutting = async (pageSize: number, repositories: Readonly<Record<string, number>>): Promise<TestRegistry> => {
  const registry = await testRegistry({ pageSize });
  for (const [name, tags] of Object.entries(repositories))
    registry.push(name, app, { tags: Array.from({ length: tags }, (__, at) => `t${String(at).padStart(4, "0")}`) });
  registry.faults.add({ path: LISTS, times: Infinity, kind: "change", change: withoutLink });
  return registry;
};

const lists = (registry: TestRegistry): readonly string[] =>
  registry.requests.map(({ path }) => path).filter((path) => LISTS.test(path.replace(/\?.*/, "")));

describe("a list that is cut short without a Link", () => {
  it.each([1, 2, 3, 100])("at %i names is asked for the rest", async (pageSize) => {
    const registry = await cutting(pageSize, { a: 1, b: 2, c: 7, d: 130 });
    const listed = await listAll(await openSource(registry.host));
    expect(listedNames(listed)).toHaveLength(140);
    expect(listedGaps(listed).filter((gap) => !gap.startsWith("unlistable"))).toEqual([]);
  });

  it("costs little where lists are whole", async () => {
    const registry = await cutting(1000, Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`app-${at}`, 3])));
    await listAll(await openSource(registry.host));
    // The catalog and a few lists of tags were looked behind.
    expect(lists(registry)).toHaveLength(1 + 1 + 40 + 5);
  });

  it.each([
    ["says the same again", (answer: Answer) => answer],
    ["refuses to say what comes after a name", () => failure(400, "UNSUPPORTED")],
    ["knows no such page", () => failure(404, "NAME_UNKNOWN")],
  ] as const)("is whole where the registry %s", async (_, change) => {
    const registry = await testRegistry();
    registry.push("app", app, { tags: ["1", "2"] });
    const whole = json({ name: "app", tags: ["1", "2"] });
    registry.faults.add({
      path: "/v2/app/tags/list",
      times: Infinity,
      kind: "change",
      change: (__, { url }: Question) => (url.searchParams.has("last") ? change(whole) : whole),
    });
    const listed = await listAll(await openSource(`${registry.host}/app`));
    expect(listedNames(listed)).toEqual(["app:1", "app:2"]);
    expect(listed.some((item) => "listed" in item)).toBe(true);
  });
});

it("the next page may be named in the body, as gcr.io does", async () => {
  const registry = await testRegistry();
  for (const name of ["a", "b", "c"]) registry.push(name, app, { tags: ["1"] });
  const pages: Readonly<Record<string, object>> = {
    "": { repositories: ["a"], next: `http://${registry.host}/v2/_catalog?page_token=2` },
    "2": { repositories: ["b"], next: "/v2/_catalog?page_token=3" },
    "3": { repositories: ["c"], next: "" },
  };
  registry.faults.add({
    path: "/v2/_catalog",
    times: Infinity,
    kind: "change",
    change: (_, { url }) => json(pages[url.searchParams.get("page_token") ?? ""]),
  });
  expect(listedNames(await listAll(await openSource(registry.host)))).toEqual(["a:1", "b:1", "c:1"]);
});

it("names that are no text are counted as left out", async () => {
  const registry = await testRegistry();
  registry.push("a", app, { tags: ["1"] });
  registry.faults.add({
    path: "/v2/_catalog",
    times: Infinity,
    kind: "change",
    change: () => json({ repositories: ["a", null] }),
  });
  const listed = await listAll(await openSource(registry.host));
  expect(listedGaps(listed)).toContainEqual(expect.stringMatching(/^unreachable .* not valid and were left out/));
});

describe("a list that cannot be had for a while", () => {
  const TRIES = 3;
  const unavailable = (registry: TestRegistry, path: string, times: number): void =>
    registry.faults.add({ path, times, kind: "status", status: 503 });

  it.each(["/v2/_catalog", "/v2/a/tags/list"])("%s is asked for once more at the end", async (path) => {
    const registry = await testRegistry();
    for (const name of ["a", "b"]) registry.push(name, app, { tags: ["1"] });
    unavailable(registry, path, TRIES);
    const listed = await listAll(await openSource(registry.host));
    expect(listedNames(listed)).toEqual(["a:1", "b:1"]);
    expect(listedGaps(listed).filter((gap) => !gap.startsWith("unlistable"))).toEqual([]);
  });

  it("is a gap, told once, when it still cannot", async () => {
    const registry = await testRegistry();
    for (const name of ["a", "b"]) registry.push(name, app, { tags: ["1"] });
    unavailable(registry, "/v2/a/tags/list", 2 * TRIES);
    const listed = await listAll(await openSource(registry.host));
    expect(listedNames(listed)).toEqual(["b:1"]);
    expect(listedGaps(listed).filter((gap) => !gap.startsWith("unlistable"))).toEqual([
      expect.stringMatching(/^unreachable listing tags of .*: 503/),
    ]);
  });

  it("is not asked for again where it was refused", async () => {
    const registry = await testRegistry();
    registry.push("a", app, { tags: ["1"] });
    registry.faults.add({ path: "/v2/a/tags/list", times: Infinity, kind: "status", status: 403 });
    await listAll(await openSource(`${registry.host}/a`));
    expect(lists(registry)).toHaveLength(1);
  });
});

describe("a registry that lists nothing", () => {
  it("to a stranger may have a lot: that is a loss", async () => {
    const registry = await testRegistry();
    expect(listedGaps(await listAll(await openSource(registry.host)))).toEqual([
      `skipped the registry lists no repository to anonymous; a login may see more (docker login ${registry.host})`,
    ]);
  });

  it("to a login is empty", async () => {
    const registry = await testRegistry();
    expect(listedGaps(await listAll(await openSource(registry.host, { login: "ann:pw" })))).toEqual([
      "unlistable the registry lists no repository to this login",
    ]);
  });
});

it("manifests without a tag that Google's registries tell with the tags are listed", async () => {
  const registry = await testRegistry();
  registry.push("app", app, { tags: ["1"] });
  const old = `sha256:${"0a".repeat(32)}`;
  registry.faults.add({
    path: "/v2/app/tags/list",
    times: Infinity,
    kind: "change",
    change: () =>
      json({
        child: [],
        manifest: {
          [app.manifest.digest]: { tag: ["1"] },
          [old]: { tag: [], imageSizeBytes: "10" },
          junk: { tag: [] },
        },
        name: "app",
        tags: ["1"],
      }),
  });
  const listed = await listAll(await openSource(`${registry.host}/app`));
  expect(listedNames(listed)).toEqual(["app:1", `app:${old}`]);
  expect(listedGaps(listed)).toEqual([]);
});

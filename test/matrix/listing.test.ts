import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Listed } from "../../src/registry/source.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/docker-registry.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { type Answer, failure, json, type Question } from "../support/registry/answer.ts";
import type { RegistryOptions, TestRegistry } from "../support/registry.ts";
import { listAll, listedGaps, listedNames, openSource, testRegistry } from "../support/source.ts";
import { requireTool } from "../support/tools.ts";

const DOCKER_REGISTRY = requireTool("docker-registry");
const app = image({ layers: [gzipLayer([layer.file("a", "b")])] });
const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => String(at).padStart(5, "0"));

const withTags = async (tags: readonly string[], options: RegistryOptions = {}): Promise<TestRegistry> => {
  const registry = await testRegistry(options);
  registry.push("team/app", app, { tags });
  return registry;
};

const list = async (registry: { readonly host: string }, path = "/team/app"): Promise<readonly Listed[]> =>
  listAll(await openSource(`${registry.host}${path}`));
const inFull = (listed: readonly Listed[]): boolean => listed.some((item) => "listed" in item);
const named = (tags: readonly string[]): readonly string[] => tags.map((tag) => `team/app:${tag}`);

/** Answers of the tag list of team/app, for ever. */
const change = (registry: TestRegistry, make: (answer: Answer, question: Question) => Answer): void =>
  registry.faults.add({ path: /tags\/list$/, times: Infinity, kind: "change", change: make });
/** Its Link header, where there is one. */
const relink = (registry: TestRegistry, make: (link: string) => string): void =>
  change(registry, (answer) =>
    answer.headers.link === undefined
      ? answer
      : { ...answer, headers: { ...answer.headers, link: make(String(answer.headers.link)) } },
  );

/** What distribution keeps on disk of repositories and tags, as far as its listings look. */
const startFilled = async (...folders: readonly string[]): Promise<DockerRegistry> => {
  const registry = await startDockerRegistry();
  onTestFinished(async () => registry.stop());
  for (const folder of folders)
    mkdirSync(join(registry.store, "docker/registry/v2/repositories", folder), { recursive: true });
  return registry;
};

describe("Listing", () => {
  it("Link absolute/relative/other host: relative", async () => {
    const registry = await testRegistry({ pageSize: 3 });
    for (let repository = 0; repository < 5; repository++)
      registry.push(`team/app${repository}`, app, { tags: ["1", "2", "3", "4"] });
    const listed = await list(registry, "");
    expect(listedNames(listed)).toHaveLength(20);
    expect(listed.filter((item) => "listed" in item)).toHaveLength(5);
  });

  it.skipIf(!DOCKER_REGISTRY)("Link absolute/relative/other host: relative, of docker-registry", async () => {
    const registry = await startFilled(...numbered(1005).map((number) => `r${number}/_layers`));
    mkdirSync(join(registry.store, "docker/registry/v2/repositories/r01004/_manifests/tags/last"), { recursive: true });
    expect(listedNames(await list(registry, "/r01004*"))).toEqual(["r01004:last"]);
    expect(registry.requests().filter(({ path }) => path.startsWith("/v2/_catalog"))).toHaveLength(2);
  });

  it("Link absolute/relative/other host: absolute", async () => {
    const registry = await withTags(["1", "2", "3"], { pageSize: 1 });
    relink(registry, (link) => link.replace("<", `<http://${registry.host}`));
    expect(listedNames(await list(registry))).toEqual(named(["1", "2", "3"]));
  });

  it("Link absolute/relative/other host: other host, whose page the registry itself is asked for", async () => {
    const registry = await withTags(["1", "2", "3"], { pageSize: 1 });
    const other = await withTags(["1", "2", "3"]);
    relink(registry, (link) => link.replace("<", `<http://${other.host}`));
    const listed = await list(registry);
    expect(listedNames(listed)).toEqual(named(["1", "2", "3"]));
    expect([other.requests, inFull(listed)]).toEqual([[], true]);
  });

  it("Link absolute/relative/other host: without the prefix of a virtual repository, as Artifactory sends it", async () => {
    const registry = await withTags(["1", "2", "3"], { pageSize: 1 });
    relink(registry, (link) => link.replace("/v2/team/app/", "/v2/app/").replace("?", "?skip=all&"));
    expect(listedNames(await list(registry))).toEqual(named(["1", "2", "3"]));
  });

  it("no Link", async () => {
    const registry = await withTags(numbered(1000));
    const listed = await list(registry);
    expect([listedNames(listed).length, inFull(listed)]).toEqual([1000, true]);
    // And once what comes after the last of them: some registries cut a list and do not say so.
    expect(registry.requests.filter(({ path }) => path.includes("tags/list"))).toHaveLength(2);
  });

  it.skipIf(!DOCKER_REGISTRY)("n ignored", async () => {
    const registry = await startFilled(...numbered(1500).map((tag) => `team/app/_manifests/tags/${tag}`));
    const listed = await list(registry);
    expect(listedNames(listed)).toEqual(named(numbered(1500)));
    expect(registry.requests().filter(({ path }) => path === "/v2/team/app/tags/list?n=1000")).toHaveLength(1);
  });

  it.each([400, 405, 413])("400/405/413 on n: %i", async (status) => {
    const registry = await testRegistry();
    for (const name of ["a", "b", "c"]) registry.push(name, app, { tags: numbered(250) });
    const most = (answer: Answer, { url }: Question): Answer =>
      Number(url.searchParams.get("n")) > 100 ? failure(status, "UNSUPPORTED") : answer;
    registry.faults.add({ path: /list$|_catalog$/, times: Infinity, kind: "change", change: most });
    expect(listedNames(await list(registry, ""))).toHaveLength(750);
    // What the registry takes is learned once.
    expect(registry.requests.filter(({ path }) => path.includes("n=1000"))).toHaveLength(1);
  });

  it("400/405/413 on n: any n", async () => {
    const registry = await withTags(numbered(10));
    change(registry, (answer, { url }) =>
      url.searchParams.has("n") ? failure(400, "PAGINATION_NUMBER_INVALID") : answer,
    );
    expect(listedNames(await list(registry))).toHaveLength(10);
  });

  it.each([
    ["a page that names itself", ["1", "2"], () => '</v2/team/app/tags/list?last=1&n=1>; rel="next"'],
    ["pages that name each other", ["1", "2", "3"], (link: string) => link.replace("last=3", "last=1")],
  ])("loop page: %s", async (_, tags, make) => {
    const registry = await withTags(["1", "2", "3", "4"], { pageSize: 1 });
    relink(registry, make);
    const listed = await list(registry);
    expect(listedNames(listed)).toEqual(named(tags));
    expect(listedGaps(listed)).toEqual([
      expect.stringMatching(/^unreachable .*go round in a circle, so there may be more/),
    ]);
    expect([inFull(listed), registry.requests.length < 50]).toEqual([false, true]);
  });

  it("loop page: empty pages of a filtered list are none", async () => {
    const registry = await withTags(["1", "2", "3", "4"], { pageSize: 1 });
    change(registry, (answer, { url }) =>
      ["1", "2"].includes(url.searchParams.get("last") ?? "")
        ? { ...json({ tags: [] }), headers: answer.headers }
        : answer,
    );
    const listed = await list(registry);
    expect([listedNames(listed), inFull(listed)]).toEqual([named(["1", "4"]), true]);
  });

  it("null tags", async () => {
    const registry = await withTags(["1"]);
    change(registry, () => json({ name: "team/app", tags: null }));
    const listed = await list(registry);
    expect([listedNames(listed), inFull(listed)]).toEqual([[], true]);
  });

  it.each([
    ["a list of nothing", []],
    ["an answer of something else", { message: "ok" }],
  ])("answer that is no list: %s", async (_name, body) => {
    const registry = await withTags(["1"]);
    change(registry, () => json(body));
    const listed = await list(registry);
    expect(listedGaps(listed)).toEqual([expect.stringMatching(/^unreachable .*the answer has no list of tags$/)]);
    expect(inFull(listed)).toBe(false);
  });

  it("50 k tags", async () => {
    const registry = await withTags(numbered(50_000));
    expect(listedNames(await list(registry))).toEqual(named(numbered(50_000)));
    expect(registry.requests.filter(({ path }) => path.includes("tags/list"))).toHaveLength(50);
  });

  it.each([401, 404] as const)("catalog denied: %i", async (catalog) => {
    const registry = await testRegistry({ catalog });
    registry.push("team/app", app, { tags: ["1"] });
    expect(listedGaps(await list(registry, ""))).toEqual([
      expect.stringMatching(new RegExp(`^unreachable .*${catalog}.*name them: HOST/REPOSITORY$`)),
    ]);
    expect(listedNames(await list(registry))).toEqual(named(["1"]));
  });
});

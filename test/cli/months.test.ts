import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { type BuiltImage, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
const stripe = expand("sk_live_<alnum:24>", 71);
const npm = expand("npm_<base62:30><crc32>", 72);
const slack = expand("xoxb-<digit:12>-<digit:13>-<alnum:24>", 73);
const profiles = expand(
  ["live", "backup"]
    .map((name) => `[${name}]\naws_access_key_id = AKIA<base32:16>\naws_secret_access_key = <b64:40>\n`)
    .join("\n"),
  74,
);
const logins = JSON.stringify({
  auths: Object.fromEntries(
    ["harbor.corp.example", "quay.corp.example"].map((host, index) => [
      host,
      { auth: Buffer.from(`robot$ci:${expand("<alnum:24>", 75 + index)}`).toString("base64") },
    ]),
  ),
});
/** It lists no repositories: they are audited by their names. */
let registry: TestRegistry;
let old: BuiltImage;

const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
const push = (repository: string, tag: string, files: Readonly<Record<string, string>>): BuiltImage => {
  const built = image({
    layers: [gzipLayer(Object.entries(files).map(([path, text]) => layer.file(path, text)))],
    created: `2026-0${tag}-01T00:00:00Z`,
  });
  registry.push(repository, built, { tags: [tag] });
  return built;
};
const audit = async (): Promise<Ended> =>
  run("audit", ...["shop", "ci", "chat"].map((name) => `${registry.host}/${name}`));
const secrets = async (): Promise<ReportModel["secrets"]> => JSON.parse((await run("report")).stdout).secrets;
const idOf = async (ruleId: string): Promise<string> => (await secrets()).find((one) => one.ruleId === ruleId)!.id;
const rowOf = async (id: string): Promise<string> =>
  (await run("secrets", "--all")).stdout.split("\n").find((line) => line.startsWith(id))!;

beforeAll(async () => {
  registry = await startRegistry({ catalog: 401 });
  old = push("shop", "1", { "app/.env": `STRIPE_KEY=${stripe}\n`, "root/.aws/credentials": profiles });
  push("ci", "1", { "root/.docker/config.json": logins, "root/.npmrc": `//npm.corp.example/:_authToken=${npm}\n` });
  push("chat", "1", { "app/.env": `SLACK_TOKEN=${slack}\n` });
  await run("audit", registry.host);
  await audit();
});
afterAll(async () => registry.close());

describe("what is found", () => {
  it("gives each profile of one file its own account, and joins its own halves", async () => {
    const pairs: ReportModel = JSON.parse((await run("report")).stdout);
    const keys = pairs.secrets.filter(({ ruleId }) => ruleId === "aws-access-key-id");
    const lines = pairs.credentials.map(({ evidence }) => /lines (\d+) and (\d+)/.exec(evidence)?.slice(1));
    expect(new Set(keys.map(({ facts }) => facts.account)).size).toBe(2);
    expect(lines.sort()).toEqual([
      ["2", "3"],
      ["6", "7"],
    ]);
  });

  it("sends the login of another registry not to Docker Hub, and takes logins side by side for no versions", async () => {
    const { stdout } = await run("show", await idOf("docker-config-auth"));
    expect(stdout).toMatch(/user: robot\$ci\n/);
    expect(stdout).toMatch(/registry: (?:harbor|quay)\.corp\.example\n/);
    expect(stdout).not.toMatch(/hub\.docker\.com|--provider docker-hub|Values in its places/);
  });
});

describe("months of work", () => {
  it("tells of a credential which half an event is about, once for each step", async () => {
    const id = await idOf("aws-access-key-id");
    await run("track", id, "--step", "contain", "--by", "kim");
    const [shown, log] = [await run("show", id), await run("log", id)];
    expect(shown.stdout).toMatch(new RegExp(`\\nEvents\\n {2}\\S+ ${id} kim: step contain done\\n {2}\\S+ (?!${id})`));
    expect(log.stdout).toMatch(/^\S+ [0-9a-f]{12} kim: step contain done\n$/);
  });

  it("says that what came back is re-opened, until somebody goes on with it", async () => {
    const id = await idOf("stripe-secret-key");
    await run("track", id, "--state", "deployed,rotated", "--by", "kim");
    push("shop", "2", { "srv/.env": `STRIPE_KEY=${stripe}\n` });
    const audited = await audit();
    expect(audited.stderr).toMatch(new RegExp(`^re-opened: ${id}: was rotated .*@sha256:[0-9a-f]{12}, `, "m"));
    expect(await rowOf(id)).toMatch(/ re-opened +unknown +2 /);
    expect((await run("show", id)).stdout).toMatch(/^critical, work re-opened,/m);
    expect((await run("report", "--format", "MD")).stdout.replace(/\s+/g, " ")).toContain(
      "**critical**, work re-opened, ",
    );
    expect((await run("report", "--format", "csv")).stdout).toMatch(new RegExp(`^${id},.*,new,,,,new,`, "m"));
    await run("track", id, "--state", "triaged", "--by", "kim");
    expect(await rowOf(id)).toMatch(/ triaged +unknown/);
  });

  it("counts images that are still there, and proves an end at a registry that lists no repositories", async () => {
    const id = await idOf("slack-token");
    const chat = (await secrets()).find((one) => one.id === id)!.occurrences[0]!.images[0]!.manifest;
    registry.remove("shop", old.manifest.digest);
    registry.remove("chat", chat);
    push("chat", "2", { "app/main.js": "main()\n" });
    await audit();
    expect(await rowOf(await idOf("stripe-secret-key"))).toMatch(/ unknown +1 /);
    expect(await rowOf(id)).toMatch(/ unknown +gone /);
    expect((await run("show", id)).stdout).toContain("[x] absent: in no live tag of the repository");
    await run("evidence", id, "--revoked", "--note", "deleted", "--by", "kim");
    await run("evidence", id, "--logs-reviewed", "--note", "none", "--by", "kim");
    expect((await run("close", id, "--by", "kim")).stdout).toContain("new -> verified");
  });

  it("says of a repository that is gone how to show that it was deleted", async () => {
    registry.drop("ci");
    await audit();
    const { stdout } = await run("show", await idOf("npm-access-token"));
    expect(stdout.replace(/\s+/g, " ")).toContain(
      `404 NAME_UNKNOWN: exhume audit ${registry.host}/ci; if it was deleted, all of its registry: exhume audit ${registry.host}`,
    );
  });
});

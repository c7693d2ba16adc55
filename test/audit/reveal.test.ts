import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { writePlantedLayout } from "../clean/planted-layout.ts";
import { PLACES } from "../clean/plants/places.ts";
import { planPlants } from "../clean/plants/plan.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer, plainLayer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { hashesOf, revealAll } from "../support/reveal.ts";
import { expand } from "../support/samples.ts";
import { requireTool } from "../support/tools.ts";

const token = expand("ghp_<base62:30><crc32>", 701);

const cases: TestCase[] = [];
const testCase = (...args: Parameters<typeof createTestCase>): TestCase => {
  const made = createTestCase(...args);
  cases.push(made);
  return made;
};
afterEach(() => {
  for (const made of cases.splice(0)) made.remove();
});

const registryWith = async (...repositories: readonly string[]): Promise<TestRegistry> => {
  const registry = await startRegistry();
  onTestFinished(async () => registry.close());
  for (const name of repositories)
    registry.push(name, image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${token}\n`)])] }), {
      tags: ["1"],
    });
  return registry;
};

describe.skipIf(!["git", "xz", "bzip2"].map(requireTool).every(Boolean))("a value is found again", () => {
  it("at every place where secrets are found", { timeout: 300_000 }, async () => {
    const audited = testCase();
    const plants = planPlants({ count: PLACES.length });
    const layout = await writePlantedLayout(audited.folder, { plants, below: [] });
    await audited.audit(`oci:${layout}`);
    const revealed = await revealAll(audited.config);
    const values = new Set(revealed.map(({ revealed: { value } }) => value));
    expect(plants.filter(({ secret }) => !values.has(secret.value)).map(({ place }) => place.name)).toEqual([]);
  });
});

describe("a value", () => {
  it("is the one whose hash the case keeps, as people have it", async () => {
    const registry = await startRegistry();
    onTestFinished(async () => registry.close());
    const audited = testCase();
    const password = ["Tr0mbone", "Kéttle9"].join("&");
    const pem = expand("<pem:ed25519>", 702).trimEnd();
    const files = [
      layer.file("app/settings.json", JSON.stringify({ database: { password } })),
      layer.file("app/key.json", JSON.stringify({ private_key: `${pem}\n` })),
    ];
    registry.push("app", image({ layers: [gzipLayer(files)], env: [`GITHUB_TOKEN=${token}`] }), { tags: ["1"] });
    await audited.audit(registry.host);
    const revealed = await revealAll(audited.config);
    expect(revealed.map(({ revealed: { value } }) => value).sort()).toEqual([pem, password, token].sort());
    const hashes = new Map(
      revealed.map(({ secret, revealed: { value } }) => [secret.id, createHash("sha256").update(value).digest("hex")]),
    );
    expect(hashes).toEqual(await hashesOf(audited.config));
  });

  it("is found behind others in a large layer", async () => {
    const registry = await startRegistry();
    onTestFinished(async () => registry.close());
    const audited = testCase();
    const other = expand("npm_<base62:30><crc32>", 704);
    const files = [
      layer.file("app/.env", `GITHUB_TOKEN=${token}\n`),
      layer.file("app/data", "some lines of data\n".repeat(400_000)),
      layer.file("app/.npmrc", `//registry.example/:_authToken=${other}\n`),
    ];
    registry.push("app", image({ layers: [plainLayer(files)] }), { tags: ["1"] });
    await audited.audit(registry.host);
    const revealed = await revealAll(audited.config);
    expect(revealed.map(({ revealed: { value } }) => value).sort()).toEqual([token, other].sort());
  });

  it("is in the log before anybody has it, with who, what for and where", async () => {
    const registry = await registryWith("app");
    const audited = testCase();
    await audited.audit(registry.host);
    await revealAll(audited.config);
    const { model } = await audited.report();
    expect(model.secrets[0]?.work.events).toEqual([
      expect.objectContaining({ kind: "revealed", actor: "tester", note: "a test", state: "new" }),
    ]);
    expect(model.secrets[0]?.work.state).toBe("new");
  });

  it("pulls no more than the blob that holds it", async () => {
    const registry = await registryWith("app");
    const audited = testCase();
    await audited.audit(registry.host);
    const before = registry.requests.length;
    const [{ revealed } = { revealed: undefined }] = await revealAll(audited.config);
    const asked = registry.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
    expect(asked.filter((one) => !one.endsWith("/v2/"))).toEqual([`GET /v2/app/blobs/${revealed?.blob}`]);
  });

  it("comes from the next repository when one has deleted it, and says so", async () => {
    const first = await registryWith("app");
    const second = await registryWith("copy");
    const audited = testCase();
    await audited.audit(first.host, second.host);
    await first.close();
    const misses: string[] = [];
    const [one] = await revealAll(audited.config, undefined, { onMiss: (text) => misses.push(text) });
    expect(one?.revealed.value).toBe(token);
    expect(misses.every((text) => text.startsWith(`${first.host}/app@`))).toBe(true);
  });

  it("is asked for only where it is wanted", async () => {
    const registry = await registryWith("app", "copy");
    const audited = testCase();
    await audited.audit(registry.host);
    const before = registry.requests.length;
    await revealAll(audited.config, undefined, { place: "/copy@" });
    expect(registry.requests.slice(before).some(({ path }) => path.includes("/app/"))).toBe(false);
    await expect(revealAll(audited.config, undefined, { place: "elsewhere" })).rejects.toMatchObject({
      code: "PLACE_UNKNOWN",
    });
  });

  it("that nobody serves any more is gone, unless somebody has a copy of the image", async () => {
    const registry = await registryWith("app");
    const audited = testCase();
    await audited.audit(registry.host);
    await registry.close();
    const misses: string[] = [];
    const asked = { onMiss: (text: string) => misses.push(text) };
    await expect(revealAll(audited.config, undefined, asked)).rejects.toMatchObject({ code: "VALUE_GONE" });
    expect(misses).toHaveLength(1);
    const copy = await registryWith("mirror");
    const name = `${copy.host}/mirror`;
    const from = {
      typed: name,
      target: { kind: "repository", registry: copy.host, name: "mirror" },
    } as const;
    expect((await revealAll(audited.config, undefined, { from }))[0]?.revealed.value).toBe(token);
  });

  it("that is not what it was is not found, whatever the registry serves under its digest", async () => {
    const registry = await registryWith("app");
    const audited = testCase();
    await audited.audit(registry.host);
    const other = gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${expand("ghp_<base62:30><crc32>", 703)}\n`)]);
    const secret = (await audited.report()).model.secrets[0];
    const digest = secret?.occurrences[0]?.blob ?? "";
    registry.push("app", { ...image({ layers: [other] }), blobs: new Map([[digest, other.bytes]]) }, { tags: ["1"] });
    await expect(revealAll(audited.config)).rejects.toMatchObject({ code: "VALUE_GONE" });
  });

  it("in a folder that is gone is told by the folder's name", async () => {
    const audited = testCase();
    const layout = await writePlantedLayout(audited.folder, { plants: planPlants({ count: 1 }), below: [] });
    await audited.audit(`oci:${layout}`);
    rmSync(join(layout, "index.json"));
    rmSync(join(layout, "blobs"), { recursive: true });
    const misses: string[] = [];
    const asked = { onMiss: (text: string) => misses.push(text) };
    await expect(revealAll(audited.config, undefined, asked)).rejects.toMatchObject({ code: "VALUE_GONE" });
    expect(misses.join("\n")).toContain(layout);
  });
});

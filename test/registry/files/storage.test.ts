import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStorage } from "../../../src/registry/files/storage.ts";
import type { Listed } from "../../../src/registry/source.ts";
import { createTestCase } from "../../support/audit.ts";
import { collect } from "../../support/collect.ts";
import { type DockerRegistry, startDockerRegistry } from "../../support/docker-registry.ts";
import { expand } from "../../support/samples.ts";
import { permanentScratch, scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";

const signal = new AbortController().signal;
const tools = ["docker-registry", "skopeo", "umoci"].map(requireTool).every(Boolean);
const token = expand("ghp_<base62:30><crc32>", 41);

const images = (listed: readonly Listed[]) => listed.flatMap((item) => ("image" in item ? [item.image] : []));

describe.skipIf(!tools)("the disk of a real registry", () => {
  let registry: DockerRegistry;
  const store = permanentScratch();
  const push = (content: string, reference: string): void => {
    const folder = scratch();
    writeFileSync(join(folder, "file"), content);
    execFileSync("umoci", ["init", "--layout", join(folder, "oci")]);
    execFileSync("umoci", ["new", "--image", `${join(folder, "oci")}:1`]);
    execFileSync("umoci", [
      "insert",
      "--rootless",
      "--image",
      `${join(folder, "oci")}:1`,
      join(folder, "file"),
      "/file",
    ]);
    const target = `docker://${registry.host}/${reference}`;
    execFileSync("skopeo", ["copy", "-q", "--dest-tls-verify=false", `oci:${join(folder, "oci")}:1`, target]);
  };
  beforeAll(async () => {
    registry = await startDockerRegistry();
  });
  afterAll(async () => registry.stop());

  it("shows what a tag pointed at before, also when the registry does not run any more", async () => {
    push(`token = ${token}\n`, "team/app:latest");
    push("clean\n", "team/app:latest");
    cpSync(registry.store, store, { recursive: true });
    await registry.stop();
    const listed = images(await collect((await openStorage({ path: store })).images(signal)));
    expect(listed.map(({ tag, past, repository }) => [repository.name, tag, past ?? false])).toEqual([
      ["team/app", "latest", false],
      ["team/app", "latest", true],
    ]);
    const test = createTestCase();
    await test.audit(`registry-storage:${store}`);
    const { model } = await test.report();
    test.remove();
    expect(model.verdict).toBe("complete");
    expect(model.secrets.map(({ occurrences }) => occurrences[0]!.images[0])).toEqual([
      expect.objectContaining({ repository: "team/app", tags: [], present: true }),
    ]);
  });

  it("a damaged link and missing data are said, the rest is read", async () => {
    const manifests = join(store, "docker/registry/v2/repositories/team/app/_manifests");
    mkdirSync(join(manifests, "tags/broken/current"), { recursive: true });
    writeFileSync(join(manifests, "tags/broken/current/link"), "");
    const gone = `sha256:${"0".repeat(64)}`;
    mkdirSync(join(manifests, `revisions/sha256/${"0".repeat(64)}`), { recursive: true });
    writeFileSync(join(manifests, `revisions/sha256/${"0".repeat(64)}/link`), gone);
    const test = createTestCase();
    await test.audit(`registry-storage:${store}`);
    const { model } = await test.report();
    test.remove();
    expect(model.verdict).toBe("incomplete");
    expect(model.coverage.entries.map(({ subject }) => subject.replace(store, "DIR"))).toEqual([
      "registry-storage:DIR/team/app:broken",
      `registry-storage:DIR/team/app@${gone}`,
    ]);
    expect(model.secrets).toHaveLength(1);
    for (const path of ["tags/broken", `revisions/sha256/${"0".repeat(64)}`])
      rmSync(join(manifests, path), { recursive: true });
  });
});

it("a folder that is no storage is refused with a hint", async () => {
  await expect(openStorage({ path: scratch() })).rejects.toMatchObject({ code: "TARGET_INVALID" });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCoverage } from "../../src/audit/read-coverage.ts";
import { openStore } from "../../src/store/store.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, index, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

let registry: TestRegistry;
let investigation: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  investigation = createTestCase();
});
afterEach(async () => {
  await registry.close();
  investigation.remove();
});

const child = image({ layers: [gzipLayer([layer.file("a", "b")])] });
const audit = async (path: string) => {
  await investigation.audit(`${registry.host}${path}`);
  return (await investigation.report()).model.verdict;
};

it("a platform that a later audit of the same tag could pull is no longer missing", async () => {
  registry.push("app", index([child]), { tags: ["1"] });
  registry.faults.add({ kind: "status", status: 403, path: `/v2/app/manifests/${child.manifest.digest}` });
  expect(await audit("/app:1")).toBe("incomplete");
  expect(await audit("/app:1")).toBe("complete");
});

it("a platform that is still refused stays in the ledger", async () => {
  registry.push("app", index([child]), { tags: ["1"] });
  const times = Number.POSITIVE_INFINITY;
  registry.faults.add({ kind: "status", status: 403, path: `/v2/app/manifests/${child.manifest.digest}`, times });
  expect([await audit("/app:1"), await audit("/app:1")]).toEqual(["incomplete", "incomplete"]);
});

it("an audit that was interrupted is made good by one of more", async () => {
  registry.push("app", child, { tags: ["1"] });
  registry.push("web", child, { tags: ["1"] });
  for await (const _ of investigation.events(`${registry.host}/app`, `${registry.host}/web:1`)) break;
  const interrupted = () => {
    const store = openStore(investigation.db, { create: false });
    const { entries } = readCoverage(store);
    store.close();
    return entries.filter(({ reason }) => reason.includes("was interrupted")).length;
  };
  await audit("/web");
  expect(interrupted()).toBe(1);
  await audit("");
  expect(interrupted()).toBe(0);
});

it("a layer that could not be read is told when its image is gone, and nothing is left to be mended", async () => {
  registry.push("app", child, { tags: ["1"] });
  const [held = ""] = [...child.blobs.keys()].filter((digest) => digest !== child.config.digest);
  const times = Number.POSITIVE_INFINITY;
  registry.faults.add({ kind: "status", status: 404, path: `/v2/app/blobs/${held}`, times });
  expect([await audit("/app"), await audit("/app")]).toEqual(["incomplete", "incomplete"]);
  registry.remove("app", child.manifest.digest);
  expect(await audit("/app")).toBe("complete");
  const { entries } = (await investigation.report()).model.coverage;
  expect(entries.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/^it is gone, and was not read in full before: .*404/),
  );
  registry.push("web", child, { tags: ["1"] });
  registry.faults.add({ kind: "status", status: 404, path: `/v2/web/blobs/${held}`, times });
  expect(await audit("/web")).toBe("incomplete");
});

describe("a manifest that is wrong in one place", () => {
  const held = gzipLayer([layer.file("token", expand("ghp_<base62:30><crc32>", 9))]);
  const changed = (path: string, edit: (text: string) => string): void =>
    registry.faults.add({
      kind: "change",
      path,
      times: Number.POSITIVE_INFINITY,
      change: (answer) => ({ ...answer, body: Buffer.from(edit(Buffer.from(answer.body).toString())) }),
    });

  it.each([
    ["more bytes than there are", String(held.bytes.length + 7)],
    ["a negative number of bytes", "-5"],
    ["a size that is no number", '"many"'],
  ])("a layer is read though it says %s of it", async (_name, size) => {
    registry.push("app", image({ layers: [held] }), { tags: ["1"] });
    changed("/v2/app/manifests/1", (text) => text.replace(`"size":${held.bytes.length}}]`, `"size":${size}}]`));
    expect(await audit("/app")).toBe("complete");
    const { model } = await investigation.report();
    expect(model.secrets).toHaveLength(1);
  });

  it("the layers beside one without a digest are read with what hides them, no instruction is blamed, and what is missing is said again and again", async () => {
    const layers = [gzipLayer([layer.file("a", "b")]), held, gzipLayer([layer.whiteout("token")])];
    registry.push("app", image({ layers }), { tags: ["1"] });
    changed("/v2/app/manifests/1", (text) => text.replace(/("layers":\[\{[^}]*"digest":")sha256:/, "$1md5:"));
    expect([await audit("/app"), await audit("/app")]).toEqual(["incomplete", "incomplete"]);
    const { model } = await investigation.report();
    const shown = model.secrets.map(({ occurrences }) => occurrences[0]?.images[0]);
    expect(shown).toMatchObject([{ exposure: "deleted" }]);
    expect(shown[0]).not.toHaveProperty("historyLine");
    expect(model.coverage.entries.map(({ path, reason }) => [path, reason])).toContainEqual([
      "layers",
      "entries without a valid digest, for which nothing can be pulled: 1 of 3",
    ]);
  });

  it("an index with one child without a digest and one of a type that nobody knows leads to the others", async () => {
    const sealed = image({ layers: [held] });
    registry.push("app", index([child, sealed]), { tags: ["1"] });
    changed("/v2/app/manifests/1", (text) =>
      text
        .replace(child.manifest.digest, "")
        .replace(
          /application\/vnd\.oci\.image\.manifest\.v1\+json(?="[^}]*\}[^}]*$)/,
          "application/vnd.acme.manifest.v9",
        ),
    );
    expect(await audit("/app")).toBe("incomplete");
    const { model } = await investigation.report();
    expect(model.secrets).toHaveLength(1);
    expect(model.coverage.entries.map(({ path }) => path)).toContain("manifests");
  });
});

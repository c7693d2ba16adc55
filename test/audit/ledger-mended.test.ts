import { afterEach, beforeEach, expect, it } from "vitest";
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

it("a layer is read though a manifest says more bytes of it than there are", async () => {
  const held = gzipLayer([layer.file("token", expand("ghp_<base62:30><crc32>", 9))]);
  registry.push("app", image({ layers: [held] }), { tags: ["1"] });
  const size = (bytes: number): string => `"size":${bytes}}]`;
  registry.faults.add({
    kind: "change",
    path: "/v2/app/manifests/1",
    change: (answer) => ({
      ...answer,
      body: Buffer.from(
        Buffer.from(answer.body)
          .toString()
          .replace(size(held.bytes.length), size(held.bytes.length + 7)),
      ),
    }),
  });
  expect(await audit("/app")).toBe("complete");
  const { model } = await investigation.report();
  expect(model.secrets).toHaveLength(1);
});

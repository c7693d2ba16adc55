import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

let registry: TestRegistry;
let investigation: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  investigation = createTestCase();
  const held = gzipLayer([layer.file("token", expand("ghp_<base62:30><crc32>", 7))]);
  registry.push("app", image({ layers: [held] }), { tags: ["1"] });
});
afterEach(async () => {
  await registry.close();
  investigation.remove();
});

/** An answer that is not waited for, and says nothing of what is there. */
const busy = { kind: "status", status: 429, retryAfter: "3600" } as const;
const audited = async () => {
  const events = await investigation.audit(registry.host);
  const { model } = await investigation.report();
  return { events, verdict: model.verdict, secrets: model.secrets.length };
};

it.each([
  ["blob", /\/blobs\//],
  ["manifest", /\/manifests\//],
  ["listing of referrers", /\/referrers\//],
])("a %s that could not be had for a while is asked for again at the end of the audit", async (_name, path) => {
  registry.faults.add({ ...busy, path });
  const { events, verdict, secrets } = await audited();
  expect([verdict, secrets]).toEqual(["complete", 1]);
  expect(events.filter(({ type }) => type === "image")).toHaveLength(1);
  expect(events.filter(({ type }) => type === "blob")).toHaveLength(2);
  expect(events.filter((event) => event.type === "gap" && event.gap.status !== "unlistable")).toEqual([]);
});

it("a blob that cannot be had then either is told once, and with how long the host wants to be left alone", async () => {
  registry.faults.add({ ...busy, path: /\/blobs\//, times: Number.POSITIVE_INFINITY });
  const { events, verdict } = await audited();
  expect(verdict).toBe("incomplete");
  const blobs = events.flatMap((event) => (event.type === "blob" ? [event.scan] : []));
  expect(blobs.map(({ status }) => status)).toEqual(["unreachable", "unreachable"]);
  expect(blobs[0]?.reason).toMatch(/429 .*asks to be left alone for 60 min, the same command goes on then$/);
});

it("referrers that cannot be listed then either are an entry of the ledger", async () => {
  registry.faults.add({ ...busy, path: /\/referrers\//, times: Number.POSITIVE_INFINITY });
  const { verdict } = await audited();
  expect(verdict).toBe("incomplete");
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AuditEvent } from "../../src/audit/audit.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

/** More than are looked at side by side: when all but one were seen, the first has long been tried. */
const IMAGES = 8;

let registry: TestRegistry;
let investigation: TestCase;
let lost: string;
beforeEach(async () => {
  registry = await startRegistry();
  investigation = createTestCase();
  for (let tag = 1; tag <= IMAGES; tag++) {
    const held = gzipLayer([layer.file("token", expand("ghp_<base62:30><crc32>", tag))]);
    registry.push("app", image({ layers: [held] }), { tags: [`${tag}`] });
    lost = held.digest;
  }
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await registry.close();
  investigation.remove();
});

/** An answer that is not waited for, and says nothing of what is there. */
const busy = { kind: "status", status: 429, retryAfter: "3600" } as const;
/** An audit in which, when all but one thing of a kind were seen, so many minutes have passed. */
const audited = async (minutes: number, of: { readonly type: AuditEvent["type"]; readonly seen: number }) => {
  const events: AuditEvent[] = [];
  for await (const event of investigation.events(registry.host)) {
    events.push(event);
    if (event.type === of.type && events.filter(({ type }) => type === of.type).length === of.seen)
      vi.setSystemTime(Date.now() + minutes * 60_000);
  }
  const { model } = await investigation.report();
  return { events, verdict: model.verdict, secrets: model.secrets.length };
};

const IMAGE = { type: "image", seen: IMAGES - 1 } as const;
const BLOB = { type: "blob", seen: 2 * IMAGES - 1 } as const;
const ONCE: readonly (readonly [string, RegExp, typeof IMAGE | typeof BLOB])[] = [
  ["blob", /\/blobs\//, BLOB],
  ["manifest", /\/manifests\//, IMAGE],
  ["listing of referrers", /\/referrers\//, IMAGE],
];

it.each(ONCE)(
  "a %s that could not be had for a while is asked for again at the end of the audit",
  async (_, path, of) => {
    registry.faults.add({ ...busy, path });
    const { events, verdict, secrets } = await audited(61, of);
    expect([verdict, secrets]).toEqual(["complete", IMAGES]);
    expect(events.filter(({ type }) => type === "image")).toHaveLength(IMAGES);
    expect(events.filter(({ type }) => type === "blob")).toHaveLength(2 * IMAGES);
    expect(events.filter((event) => event.type === "gap" && event.gap.status !== "unlistable")).toEqual([]);
  },
);

it.each(ONCE)("a %s is not asked for again before the host wants to be asked", async (_, path, of) => {
  registry.faults.add({ ...busy, path });
  expect((await audited(50, of)).verdict).toBe("incomplete");
});

it("a blob that cannot be had then either is told once, and with how long the host wants to be left alone", async () => {
  registry.faults.add({ ...busy, path: new RegExp(lost), times: Number.POSITIVE_INFINITY });
  const { events, verdict } = await audited(61, BLOB);
  expect(verdict).toBe("incomplete");
  const blobs = events.flatMap((event) => (event.type === "blob" && event.scan.digest === lost ? [event.scan] : []));
  expect(blobs).toHaveLength(1);
  expect(blobs[0]?.reason).toMatch(/429 .*asks to be left alone for 60 min, the same command goes on then$/);
});

it("referrers that cannot be listed then either are an entry of the ledger", async () => {
  registry.faults.add({ ...busy, path: /\/referrers\//, times: Number.POSITIVE_INFINITY });
  const { verdict } = await audited(61, IMAGE);
  expect(verdict).toBe("incomplete");
});

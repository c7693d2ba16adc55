import { describe, expect, it } from "vitest";
import { BREAKER } from "../../src/registry/http/politeness.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { failure } from "../support/registry/answer.ts";
import type { TestRegistry } from "../support/registry.ts";
import { listAll, listedGaps, listedNames, openSource, testRegistry } from "../support/source.ts";

const app = image({ layers: [gzipLayer([layer.file("a", "b")])] });
const HOUR_MS = 3_600_000;
const date = (ms: number): string => new Date(Date.now() + ms).toUTCString();
const unixTime = (ms: number): string => String(Math.floor((Date.now() + ms) / 1000));

/** A registry whose tag list answers 429 with these headers `times` times. */
const limited = async (headers: Readonly<Record<string, string>>, times: number): Promise<TestRegistry> => {
  const registry = await testRegistry();
  registry.push("app", app, { tags: ["1"] });
  const change = () => failure(429, "TOOMANYREQUESTS", headers);
  registry.faults.add({ path: "/v2/app/tags/list", kind: "change", change, times });
  return registry;
};
const asked = (registry: TestRegistry): number =>
  registry.requests.filter(({ path }) => path.startsWith("/v2/app/tags/list")).length;

describe("Limits", () => {
  it.each([
    ["seconds", { "retry-after": "0" }],
    ["date", { "retry-after": date(-1000) }],
    ["unix time", { "x-retry-after": unixTime(-1000) }],
    ["none", {}],
  ])("429 with seconds, date, unix time, none: %s, and it goes on after that", async (_, headers) => {
    const registry = await limited(headers, 2);
    expect(listedNames(await listAll(await openSource(`${registry.host}/app`)))).toEqual(["app:1"]);
    // Then for what may come behind it.
    expect(asked(registry)).toBe(4);
  });

  it.each([
    ["seconds", { "retry-after": "7200" }, ": it asks to be left alone for 2 h, the same command goes on then"],
    ["date", { "retry-after": date(2 * HOUR_MS) }, ": it asks to be left alone for 2 h, the same command goes on then"],
    ["unix time", { "x-retry-after": unixTime(2 * HOUR_MS) }, ""],
  ])("429 with seconds, date, unix time, none: %s beyond patience end as a gap at once", async (_, headers, told) => {
    const registry = await limited(headers, Infinity);
    expect(listedGaps(await listAll(await openSource(`${registry.host}/app`)))).toEqual([
      expect.stringMatching(new RegExp(`^unreachable listing tags of .*/app: 429 TOOMANYREQUESTS${told}$`)),
    ]);
    // Where it was not read how long that is, once more at the end.
    expect(asked(registry)).toBe(told === "" ? 2 : 1);
  });

  it("429 with seconds, date, unix time, none: without an end it is not asked for ever", async () => {
    const registry = await limited({}, Infinity);
    expect(listedGaps(await listAll(await openSource(`${registry.host}/app`)))).toHaveLength(1);
    // And as often once more at the end.
    expect(asked(registry)).toBe(6);
  });

  it("breaker", async () => {
    const registry = await testRegistry();
    registry.faults.add({ path: /./, kind: "status", status: 500, times: Infinity });
    const source = await openSource(`${registry.host}/app`);
    const pull = async (): Promise<unknown> =>
      source.manifest({ repository: { registry: registry.host, name: "app" }, tag: "1" }, new AbortController().signal);
    // The first request is the one that finds the address.
    for (let failures = 1; failures < BREAKER.failures; failures++) await expect(pull()).rejects.toThrow("500 UNKNOWN");
    const sent = registry.requests.length;
    await expect(pull()).rejects.toThrow("given up in this audit");
    expect(registry.requests).toHaveLength(sent);
  });
});

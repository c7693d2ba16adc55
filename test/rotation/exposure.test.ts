import { describe, expect, it } from "vitest";
import { fileExposure } from "../../src/rotation/exposure.ts";

type Verdict = "deleted" | "overwritten" | undefined;
const layer = (verdict: Verdict) => ({ verdict: (path: string) => (path === "app/.env" ? verdict : undefined) });

describe("fileExposure", () => {
  it.each<[string, readonly (Verdict | "unknown")[], object]>([
    ["top layer", [], { exposure: "live" }],
    ["untouched", [undefined, undefined], { exposure: "live" }],
    ["deleted at once", ["deleted"], { exposure: "deleted", removedBy: 3 }],
    ["deleted later", [undefined, "deleted"], { exposure: "deleted", removedBy: 4 }],
    ["overwritten", [undefined, "overwritten"], { exposure: "overwritten", removedBy: 4 }],
    ["deleted twice", ["deleted", "deleted"], { exposure: "deleted", removedBy: 3 }],
    ["overwritten, then deleted", ["overwritten", "deleted"], { exposure: "overwritten", removedBy: 3 }],
    ["deleted, then made again", ["deleted", undefined, "overwritten"], { exposure: "overwritten", removedBy: 3 }],
    ["made again, then deleted", ["deleted", "overwritten", "deleted"], { exposure: "deleted", removedBy: 3 }],
    ["a layer that was not read is no proof", ["unknown"], { exposure: "live" }],
    ["a layer that was not read keeps positions", ["unknown", "deleted"], { exposure: "deleted", removedBy: 4 }],
  ])("%s", (_, verdicts, expected) => {
    const upper = verdicts.map((verdict) => (verdict === "unknown" ? undefined : layer(verdict)));
    expect(fileExposure({ path: "app/.env", layer: 2, upper })).toEqual(expected);
  });

  it("what stands in a container goes where the container goes", () => {
    const upper = [layer("deleted")];
    expect(fileExposure({ path: "app/.env!/a!/b", layer: 2, upper })).toEqual({ exposure: "deleted", removedBy: 3 });
    expect(fileExposure({ path: "app/.env!", layer: 2, upper })).toEqual({ exposure: "live" });
  });

  it("a folder whose name ends in an exclamation mark is no container", () => {
    const upper = [{ verdict: (path: string) => (path === "app!/.env" ? ("overwritten" as const) : undefined) }];
    expect(fileExposure({ path: "app!/.env", layer: 0, upper })).toMatchObject({ exposure: "overwritten" });
  });
});

import { describe, expect, it } from "vitest";
import { expandEcr } from "../../../src/registry/aws/open-ecr.ts";

describe("the target ecr", () => {
  it("stands for each region and profile that was set", () => {
    expect(expandEcr({ kind: "ecr" }, { regions: ["a", "b"], profiles: ["p", "q"] })).toEqual([
      { kind: "ecr", region: "a", profile: "p" },
      { kind: "ecr", region: "a", profile: "q" },
      { kind: "ecr", region: "b", profile: "p" },
      { kind: "ecr", region: "b", profile: "q" },
    ]);
  });

  it("keeps what was typed with it, and the defaults of the SDK when nothing was set", () => {
    expect(expandEcr({ kind: "ecr", region: "c" }, { regions: ["a"], profiles: [] })).toEqual([
      { kind: "ecr", region: "c" },
    ]);
    expect(expandEcr({ kind: "ecr" }, { regions: [], profiles: [] })).toEqual([{ kind: "ecr" }]);
  });

  it("all regions are many, each once", () => {
    const all = expandEcr({ kind: "ecr" }, { regions: ["all"], profiles: [] });
    expect(all.length).toBeGreaterThan(25);
    expect(new Set(all.map(({ region }) => region)).size).toBe(all.length);
  });
});

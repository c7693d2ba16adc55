import { describe, expect, it } from "vitest";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { auditTree } from "./audit-tree.ts";
import { writePlantedLayout } from "./planted-layout.ts";
import { lookUp, surprises } from "./plants/look-up.ts";
import { planPlants } from "./plants/plan.ts";

const hasTools = ["git", "xz", "bzip2"].map(requireTool).every(Boolean);

describe.skipIf(!hasTools)("secrets at odd places", () => {
  it("are all found, each as what it is", async () => {
    const folder = scratch();
    const plants = planPlants();
    const layout = await writePlantedLayout(folder, { plants, below: [] });
    const { model } = await auditTree(folder, layout, AbortSignal.timeout(120_000));
    expect(surprises(lookUp(plants, model))).toEqual([]);
  });
});

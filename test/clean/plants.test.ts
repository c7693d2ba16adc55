import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratch } from "../support/scratch.ts";
import { tarball } from "../support/tar.ts";
import { requireTool } from "../support/tools.ts";
import { auditTree } from "./audit-tree.ts";
import { writePlantedLayout } from "./planted-layout.ts";
import { lookUp, surprises } from "./plants/look-up.ts";
import { planPlants } from "./plants/plan.ts";
import type { LayerFile } from "./write-layout.ts";

const hasTools = ["git", "xz", "bzip2"].map(requireTool).every(Boolean);

/** A system whose packages are known: none of the plants is in one. */
const baseIn = (folder: string): LayerFile => {
  const path = join(folder, "base.tar");
  const base = "Package: base-files\nStatus: install ok installed\nVersion: 12.4\n";
  const entries = [
    { path: "usr/share/base-files/motd", content: "" },
    { path: "var/lib/dpkg/status", content: `${base}Maintainer: Test Maintainers <test@lists.debian.org>\n` },
    {
      path: "var/lib/dpkg/info/base-files.md5sums",
      content: "d41d8cd98f00b204e9800998ecf8427e  usr/share/base-files/motd\n",
    },
  ];
  writeFileSync(path, tarball(entries));
  return { path, createdBy: "ADD base.tar / # buildkit" };
};

describe.skipIf(!hasTools)("secrets at odd places", () => {
  it("are all found, each as what it is", async () => {
    const folder = scratch();
    const plants = planPlants();
    const layout = await writePlantedLayout(folder, { plants, below: [baseIn(folder)] });
    const { model } = await auditTree(folder, layout, AbortSignal.timeout(120_000));
    expect(surprises(lookUp(plants, model))).toEqual([]);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tarball } from "../support/tar.ts";
import { type Plant, partsOf } from "./plants/plan.ts";
import { type LayerFile, writeLayout } from "./write-layout.ts";

interface PlantedLayout {
  readonly plants: readonly Plant[];
  /** Layers under those of the plants. */
  readonly below: readonly LayerFile[];
}

/** An OCI layout below `folder` with the plants in two layers, the config and the manifest; gives its path. */
export const writePlantedLayout = async (folder: string, { plants, below }: PlantedLayout): Promise<string> => {
  const parts = partsOf(plants);
  const layer = (name: string, entries: Parameters<typeof tarball>[0]): LayerFile => {
    const path = join(folder, `${name}.tar`);
    writeFileSync(path, tarball(entries));
    return { path, createdBy: `COPY ${name} / # buildkit` };
  };
  const layout = join(folder, "layout");
  await writeLayout(layout, {
    layers: [...below, ...(plants.length === 0 ? [] : [layer("lower", parts.lower), layer("upper", parts.upper)])],
    config: { Env: parts.env, Labels: parts.labels, Cmd: ["serve", ...parts.cmd] },
    history: parts.history,
    annotations: parts.annotations,
  });
  return layout;
};

import { openBuildah } from "./buildah.ts";
import { openDocker } from "./docker.ts";
import type { BuilderId, BuilderSettings, ImageBuilder } from "./image-builder.ts";
import { programsOnPath } from "./programs-on-path.ts";

/** The builder that was asked for, else another one that is at hand; undefined when there is none. */
export const openBuilder = async (
  wanted: string,
  settings: BuilderSettings,
  signal: AbortSignal,
): Promise<ImageBuilder | undefined> => {
  const order = [...BUILDERS.filter((id) => id === wanted), ...BUILDERS.filter((id) => id !== wanted)];
  for (const id of order) {
    const builder = await open(id, settings, signal);
    if (builder !== undefined) return builder;
  }
  return undefined;
};

/** buildah before podman: it is the part of podman that builds. */
const BUILDERS: readonly BuilderId[] = ["buildah", "docker", "podman"];

const open = async (
  id: BuilderId,
  settings: BuilderSettings,
  signal: AbortSignal,
): Promise<ImageBuilder | undefined> => {
  if (id === "docker") return openDocker(settings, signal);
  return programsOnPath(id, settings.env).length > 0 ? openBuildah(id, settings, signal) : undefined;
};

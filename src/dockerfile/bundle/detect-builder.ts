import type { BuildContext } from "../build-context.ts";
import type { BuildTool } from "./build-command.ts";
import type { Build } from "./changed.ts";
import { kindOf } from "./kinds.ts";
import { lineOf } from "./lines.ts";

interface DetectedBuilder {
  readonly builder: "docker" | "buildah" | "podman" | "kaniko";
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

/** What builds this Dockerfile. Of several builders the one that can do least: what it builds, the others build too. */
export const detectBuilder = (context: BuildContext, dockerfile: string): DetectedBuilder | undefined => {
  const builds = context.files.flatMap((path) => {
    const text = context.read(path);
    return text !== undefined && MARKS.test(text) ? buildsOf(context, { path, text, dockerfile }) : [];
  });
  const own = builds.filter((one) => one.isOwn);
  return weakest(own.length > 0 ? own : builds)?.found;
};

const MARKS = /docker|podman|buildah|kaniko|nerdctl|compose|services:|target/i;

interface Candidate {
  readonly found: DetectedBuilder;
  readonly isOwn: boolean;
}

const buildsOf = (
  context: BuildContext,
  file: { readonly path: string; readonly text: string; readonly dockerfile: string },
): readonly Candidate[] => {
  const { path, text, dockerfile } = file;
  const request = { path, text, context, needs: [{ dockerfile, secrets: [], dropped: [] }] };
  const changed = kindOf(request)?.change(request);
  return (changed?.builds ?? [])
    .filter((one) => one.path === dockerfile || one.path === undefined)
    .map((one) => ({ isOwn: one.path === dockerfile, found: foundAt(one, path, text) }));
};

const foundAt = (build: Build, path: string, text: string): DetectedBuilder => ({
  builder: BUILDERS[build.tool],
  path,
  line: lineOf(text, build.at),
});

const BUILDERS: Readonly<Record<BuildTool, DetectedBuilder["builder"]>> = {
  docker: "docker",
  compose: "docker",
  bake: "docker",
  buildah: "buildah",
  podman: "podman",
  kaniko: "kaniko",
};

const ORDER = ["kaniko", "buildah", "podman", "docker"] as const;

const weakest = (all: readonly Candidate[]): Candidate | undefined =>
  ORDER.map((builder) => all.find((one) => one.found.builder === builder)).find(Boolean);

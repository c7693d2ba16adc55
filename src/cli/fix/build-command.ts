import type { Builder } from "../../dockerfile/ignore-file.ts";
import type { DockerfileFix } from "./repository-fix.ts";
import { homeWord, shellWord } from "./shell-word.ts";

const BUILD: Readonly<Record<Builder, string | undefined>> = {
  docker: "docker build",
  buildah: "buildah build",
  podman: "podman build",
  kaniko: undefined,
};

/** What builds a Dockerfile from the root of its tree with the secrets that were moved; undefined when none was. */
export const buildCommand = ({ result, folder, builder }: DockerfileFix): string | undefined => {
  const { path, secretsMoved } = result;
  const build = BUILD[builder];
  if (secretsMoved.length === 0 || build === undefined) return undefined;
  const context = folder === "" ? "." : folder;
  const found = folder === "" ? "Dockerfile" : `${folder}/Dockerfile`;
  const file = path === found ? [] : ["-f", shellWord(path)];
  // A flag is words of its own, of which only the last may hold a path.
  const flags = secretsMoved.map(({ buildFlag }) => {
    const [flag = "", ...value] = buildFlag.split(" ");
    return `${flag} ${homeWord(value.join(" "))}`;
  });
  return [build, ...file, ...flags, shellWord(context)].join(" ");
};

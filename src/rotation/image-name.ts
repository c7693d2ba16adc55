import { shortDigest } from "../domain/digest.ts";
import { repositoryName } from "../domain/oci.ts";
import type { ImageExposure } from "../domain/rotation.ts";

/** `registry.example/team/app:1.0`, or by digest when it has no tag. */
export const imageName = ({
  registry,
  repository,
  tags: [tag],
  manifest,
}: Pick<ImageExposure, "registry" | "repository" | "tags" | "manifest">): string =>
  `${repositoryName({ registry, name: repository })}${tag === undefined ? `@${shortDigest(manifest)}` : `:${tag}`}`;

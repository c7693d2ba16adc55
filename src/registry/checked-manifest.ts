import { type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";
import { parseManifest } from "./manifest.ts";
import type { PulledManifest } from "./provider.ts";
import { PullError } from "./pull-error.ts";

/** The manifest of a reference; PullError when its digest is not the one asked for. */
export function checkedManifest(ref: ImageRef, pulled: PulledManifest): Manifest {
  const what = `${repositoryName(ref.repository)}${ref.digest === undefined ? `:${ref.tag}` : `@${ref.digest}`}`;
  const manifest = parseManifest(pulled.body, { what, mediaType: pulled.mediaType });
  if (ref.digest?.startsWith("sha256:") && manifest.digest !== ref.digest)
    throw new PullError(`pulling ${what}: the registry answered with another manifest, ${manifest.digest}`);
  return manifest;
}

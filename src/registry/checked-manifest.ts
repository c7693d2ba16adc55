import { createHash } from "node:crypto";
import { type ImageRef, type Manifest, repositoryName } from "../domain/oci.ts";
import { parseManifest } from "./manifest.ts";
import type { PulledManifest } from "./provider.ts";
import { PullError } from "./pull-error.ts";

/**
 * The manifest of a reference, under its digest by the algorithm of the reference; PullError when that is not the
 * digest asked for.
 */
export function checkedManifest(ref: ImageRef, pulled: PulledManifest): Manifest {
  const what = `${repositoryName(ref.repository)}${ref.digest === undefined ? `:${ref.tag}` : `@${ref.digest}`}`;
  const manifest = parseManifest(pulled.body, { what, mediaType: pulled.mediaType });
  const digest = ref.digest?.startsWith("sha512:")
    ? `sha512:${createHash("sha512").update(pulled.body).digest("hex")}`
    : manifest.digest;
  if (ref.digest !== undefined && digest !== ref.digest)
    throw new PullError(`pulling ${what}: the registry answered with another manifest, ${digest}`);
  return { ...manifest, digest };
}

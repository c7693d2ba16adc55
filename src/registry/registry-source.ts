import { isDigest } from "../domain/digest.ts";
import { type ImageRef, repositoryName } from "../domain/oci.ts";
import { createDistribution, type Distribution } from "./distribution.ts";
import { baseUrl } from "./endpoint.ts";
import type { Http } from "./http/http.ts";
import { listTargets, type RegistryTarget } from "./listing.ts";
import { createAuthorizer } from "./login/auth.ts";
import { parseManifest } from "./manifest.ts";
import type { RegistryProvider } from "./provider.ts";
import { PullError } from "./pull-error.ts";
import type { ImageSource } from "./source.ts";
import { verified } from "./verified.ts";

export interface RegistrySourceInput {
  readonly registry: string;
  readonly targets: readonly RegistryTarget[];
  readonly provider: RegistryProvider;
  readonly http: Http;
  /** Plain http was allowed for this host by name. */
  readonly insecure: boolean;
}

/** A registry host as a source of images: the targets on it are enumerated, anything on it can be pulled. */
export function createRegistrySource(input: RegistrySourceInput): ImageSource {
  const { registry, provider, http } = input;
  const base = baseUrl({ registry, http, insecure: input.insecure, endpoint: provider.endpoint?.(registry) });
  const auth = createAuthorizer({
    http,
    plain: async (signal) => (await base(signal)).startsWith("http:"),
    credential: async (scope, signal) => provider.credential(registry, scope.split(":")[1] ?? "", signal),
  });
  const distribution = createDistribution({ http, auth, registry, base });
  return {
    registry,
    images: (signal) => listTargets({ registry, provider, distribution, targets: input.targets }, signal),
    digestOf: async (ref, signal) => {
      const digest = ref.digest ?? (await distribution.head(ref.repository.name, ref.tag ?? "", signal));
      return isDigest(digest) ? digest : undefined;
    },
    manifest: async (ref, signal) => pullManifest(distribution, ref, signal),
    referrers: async (ref, signal) => pullReferrers(distribution, ref, signal),
    blob: (holder, blob, signal) =>
      verified(
        distribution.blob(holder.name, blob, signal),
        blob,
        `pulling ${blob.digest} of ${repositoryName(holder)}`,
      ),
    close: async () => undefined,
  };
}

async function pullManifest(
  distribution: Distribution,
  ref: ImageRef,
  signal: AbortSignal,
): ReturnType<ImageSource["manifest"]> {
  const what = `${repositoryName(ref.repository)}${ref.digest === undefined ? `:${ref.tag}` : `@${ref.digest}`}`;
  const answer = await distribution.manifest(ref.repository.name, ref.digest ?? ref.tag ?? "", signal);
  const manifest = parseManifest(answer.body, { what, mediaType: answer.mediaType });
  if (ref.digest?.startsWith("sha256:") && manifest.digest !== ref.digest)
    throw new PullError(`pulling ${what}: the registry answered with another manifest, ${manifest.digest}`);
  return manifest;
}

async function pullReferrers(
  distribution: Distribution,
  ref: ImageRef,
  signal: AbortSignal,
): ReturnType<ImageSource["referrers"]> {
  if (ref.digest === undefined) return [];
  const body = await distribution.referrers(ref.repository.name, ref.digest, signal);
  return body === undefined ? [] : parseManifest(body, { what: `referrers of ${ref.digest}` }).manifests;
}

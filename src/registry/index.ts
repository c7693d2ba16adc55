import { openArchive } from "./files/archive.ts";
import { openLayout } from "./files/layout.ts";
import type { Http } from "./http/http.ts";
import type { RegistryTarget } from "./listing.ts";
import type { CredentialPlaces } from "./login/credentials.ts";
import type { RegistryProvider } from "./provider.ts";
import { ecrProvider } from "./providers/ecr.ts";
import { ociProvider } from "./providers/oci.ts";
import { createRegistrySource } from "./registry-source.ts";
import type { ImageSource } from "./source.ts";
import type { Target } from "./target.ts";

/** The first that matches serves the host; the last serves any. */
const providers = (places: CredentialPlaces): readonly RegistryProvider[] => [ecrProvider(), ociProvider(places)];

export interface OpenSources {
  readonly http: Http;
  readonly places: CredentialPlaces;
  /** Hosts reached over plain http. */
  readonly insecure: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array>;
}

/** One source per registry host or file, in the order typed. Throws UserError for a file that is none of the known forms. */
export async function openSources(
  targets: readonly Target[],
  open: OpenSources,
  signal: AbortSignal,
): Promise<readonly ImageSource[]> {
  const sources: ImageSource[] = [];
  const hosts = new Map<string, RegistryTarget[]>();
  for (const target of targets)
    if (target.kind === "layout") sources.push(await openLayout(target));
    else if (target.kind === "archive") sources.push(await openArchive({ ...target, stdin: open.stdin }, signal));
    else hosts.set(target.registry, [...(hosts.get(target.registry) ?? []), target]);
  for (const [registry, hostTargets] of hosts) sources.push(openRegistry(registry, { ...open, targets: hostTargets }));
  return sources;
}

function openRegistry(
  registry: string,
  open: OpenSources & { readonly targets: readonly RegistryTarget[] },
): ImageSource {
  const provider = providers(open.places).find((candidate) => candidate.matches(registry)) ?? ociProvider(open.places);
  return createRegistrySource({
    registry,
    provider,
    http: open.http,
    targets: open.targets,
    insecure: open.insecure.includes(registry),
  });
}

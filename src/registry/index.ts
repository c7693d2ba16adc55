import { append } from "../domain/append.ts";
import { ecrProvider } from "./aws/ecr.ts";
import { ecrPublicProvider } from "./aws/ecr-public.ts";
import { expandEcr, openEcr } from "./aws/open-ecr.ts";
import { expandEcrPublic, openEcrPublic } from "./aws/open-ecr-public.ts";
import { isInsecure } from "./endpoint.ts";
import { openArchive } from "./files/archive.ts";
import { openEngine } from "./files/engine.ts";
import { openLayout } from "./files/layout.ts";
import { refuseFile } from "./files/refuse-file.ts";
import { openStorage } from "./files/storage.ts";
import type { Http } from "./http/http.ts";
import { dockerHubProvider } from "./hub/docker-hub.ts";
import { requireNamespace } from "./hub/require-namespace.ts";
import type { RegistryTarget } from "./listing.ts";
import type { CredentialPlaces } from "./login/credentials.ts";
import { ociProvider } from "./oci.ts";
import type { RegistryProvider } from "./provider.ts";
import { createRegistrySource } from "./registry-source.ts";
import type { ImageSource } from "./source.ts";
import type { Target } from "./target.ts";

/** What the person set; every provider takes its part. */
export interface OpenSources {
  readonly http: Http;
  readonly places: CredentialPlaces;
  /** Hosts reached over plain http. */
  readonly insecure: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array>;
  /** AWS regions of the target `ecr`; none means the SDK's default, `all` every one. */
  readonly regions: readonly string[];
  /** Names of shared-config profiles; none means the SDK's default chain. */
  readonly profiles: readonly string[];
  /** The surroundings name an AWS login. */
  readonly awsLogin: boolean;
  /** Addresses to use in place of a host's own, by host. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly none?: string };
  /** Layers may be fetched from the addresses in their manifests. */
  readonly foreignLayers: boolean;
  /** When a registry's pull limit is reached. */
  readonly onLimit: "stop" | "wait";
  /** What a person should know while a pull waits. */
  readonly onNotice?: (text: string) => void;
  /** `10%` or a number: pulls of a limit that are left to others. */
  readonly pullReserve: string;
  /** Token servers of a foreign domain that may be shown a login, by host. */
  readonly allowRealm: readonly string[];
  /** Unix sockets or http addresses of container engines, in the order they are tried. */
  readonly engines: Readonly<Record<"docker" | "podman", readonly string[]>>;
}

export interface OpenedSources {
  readonly sources: readonly ImageSource[];
  /** What is audited, spelled so that a later audit of the same is recognised: `ecr` as the hosts it stands for. */
  readonly targets: readonly string[];
}

/** The first that matches serves the host; the last serves any. One set per audit: logins and limits are kept in them. */
const createProviders = (open: OpenSources): readonly RegistryProvider[] => [
  ecrProvider(open),
  ecrPublicProvider(open),
  dockerHubProvider(open),
  ociProvider(open.places),
];

export interface TypedTarget {
  readonly typed: string;
  readonly target: Target;
}

/** One source per registry host or file, in the order typed. Throws UserError for a file that is none of the known forms. */
export async function openSources(
  targets: readonly TypedTarget[],
  open: OpenSources,
  signal: AbortSignal,
): Promise<OpenedSources> {
  const sources: ImageSource[] = [];
  const names: string[] = [];
  const hosts = new Map<string, RegistryTarget[]>();
  const onHost = (target: RegistryTarget): void => append(hosts, target.registry, target);
  for (const { typed, target } of targets.flatMap((one) => expanded(one, open))) {
    const opened = await openTarget(target, open, signal);
    if ("registry" in opened) sources.push(opened);
    else for (const one of opened.targets) onHost(one);
    if (!("registry" in opened)) sources.push(...opened.gaps);
    names.push(...("registry" in opened ? [typed] : (opened.names ?? [typed])));
  }
  const providers = createProviders(open);
  for (const [registry, hostTargets] of hosts)
    sources.push(openRegistry({ registry, targets: hostTargets, providers, open }));
  return { sources, targets: names };
}

function expanded({ typed, target }: TypedTarget, open: OpenSources): readonly TypedTarget[] {
  const named = (one: Target): TypedTarget => ({ typed, target: one });
  if (target.kind === "ecr") return expandEcr(target, open).map(named);
  if (target.kind === "ecr-public") return expandEcrPublic(target, open).map(named);
  return [requireNamespace(refuseFile({ typed, target }))];
}

/** A target that stands for registries, some of which could not be reached. */
export interface ExpandedTarget {
  readonly targets: readonly RegistryTarget[];
  /** Sources that say what could not be reached. */
  readonly gaps: readonly ImageSource[];
  /** What it stands for, as targets that can be typed. */
  readonly names?: readonly string[];
}

async function openTarget(
  target: Target,
  open: OpenSources,
  signal: AbortSignal,
): Promise<ImageSource | ExpandedTarget> {
  switch (target.kind) {
    case "layout":
      return openLayout(target);
    case "archive":
      return openArchive({ ...target, stdin: open.stdin }, signal);
    case "storage":
      return openStorage(target);
    case "engine":
      return openEngine({ ...target, addresses: open.engines[target.engine] }, signal);
    case "ecr":
      return openEcr(target, open, signal);
    case "ecr-public":
      return openEcrPublic(target, open, signal);
    default:
      return { targets: [target], gaps: [] };
  }
}

function openRegistry(input: {
  readonly registry: string;
  readonly targets: readonly RegistryTarget[];
  readonly providers: readonly RegistryProvider[];
  readonly open: OpenSources;
}): ImageSource {
  const { registry, targets, providers, open } = input;
  const provider = providers.find((candidate) => candidate.matches(registry)) ?? ociProvider(open.places);
  return createRegistrySource({
    registry,
    provider,
    http: open.http,
    targets,
    insecure: isInsecure(registry, open.insecure),
    allowRealm: open.allowRealm,
    foreignLayers: open.foreignLayers,
  });
}

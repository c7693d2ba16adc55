import type { Http } from "../http/http.ts";
import { type CredentialPlaces, findCredential } from "../login/credentials.ts";
import type { RegistryProvider } from "../provider.ts";
import { createHubApi } from "./hub-api.ts";
import { hubImages } from "./hub-images.ts";
import { hubRepositories } from "./hub-repositories.ts";
import type { HubNamespace } from "./hub-repository.ts";
import { createPullMeter, type MeterSettings } from "./pull-meter.ts";

interface HubSettings extends MeterSettings {
  readonly http: Http;
  readonly places: CredentialPlaces;
}

/** Docker Hub: repositories, tags and digests by its own API, which costs no pull; manifests are counted. */
export function dockerHubProvider(settings: HubSettings): RegistryProvider {
  const { http, places } = settings;
  const namespaces = new Map<string, HubNamespace>();
  const namespaceOf = (repository: string): HubNamespace => {
    const [name = ""] = repository.split("/");
    const namespace = namespaces.get(name) ?? {
      name,
      hub: createHubApi({ http, credential: async () => findCredential(places, "docker.io", `${name}/`) }),
      facts: new Map(),
      known: {},
    };
    namespaces.set(name, namespace);
    return namespace;
  };
  return {
    id: "docker-hub",
    matches: (registry) => registry === "docker.io",
    credential: async (registry, name) => {
      const credential = await findCredential(places, registry, name);
      // What its API refuses the registry refuses too, even for images that anybody may pull.
      return credential.kind === "basic" && namespaceOf(name).known.refused ? { kind: "anonymous" } : credential;
    },
    // An address it has flagged is answered 404 for repositories that exist (registries.md 1.4).
    doubtfulAbsence: true,
    endpoint: () => "https://registry-1.docker.io",
    repositories: ({ pattern = "" }, signal) => hubRepositories(namespaceOf(pattern), pattern, signal),
    images: (repository, api, signal) =>
      hubImages({ namespace: namespaceOf(repository.name), repository, api }, signal),
    meter: createPullMeter(settings),
    lanes: () => ({ manifests: "hub-manifests", blobs: "hub-blobs" }),
  };
}

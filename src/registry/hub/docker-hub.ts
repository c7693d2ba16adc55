import type { Http } from "../http/http.ts";
import { type CredentialPlaces, findCredential } from "../login/credentials.ts";
import type { NamedRepository, RegistryProvider } from "../provider.ts";
import { createHubApi, type HubApi, items } from "./hub-api.ts";
import { hubImages, PAGE, PAGE_COUNT } from "./hub-images.ts";
import { createPullMeter, type MeterSettings } from "./pull-meter.ts";

interface HubSettings extends MeterSettings {
  readonly http: Http;
  readonly places: CredentialPlaces;
}

/** An organisation token without that scope is answered with public repositories only, as if there were no others. */
const ORGANISATION_NOTICE =
  "the login of Docker Hub is an organisation token: without the scope that lists repositories it is shown public ones only, and nothing says so";

/** Docker Hub: repositories, tags and digests by its own API, which costs no pull; manifests are counted. */
export function dockerHubProvider(settings: HubSettings): RegistryProvider {
  const { http, places } = settings;
  const apis = new Map<string, HubApi>();
  const hub = (namespace: string): HubApi => {
    const api =
      apis.get(namespace) ??
      createHubApi({ http, credential: async () => findCredential(places, "docker.io", `${namespace}/`) });
    apis.set(namespace, api);
    return api;
  };
  return {
    id: "docker-hub",
    matches: (registry) => registry === "docker.io",
    credential: async (registry, name) => findCredential(places, registry, name),
    // An address it has flagged is answered 404 for repositories that exist (registries.md 1.4).
    doubtfulAbsence: true,
    endpoint: () => "https://registry-1.docker.io",
    repositories: ({ pattern }, signal) => {
      const namespace = /^([^*/]+)\//.exec(pattern ?? "")?.[1];
      return namespace === undefined ? noNamespace() : hubRepositories(hub(namespace), namespace, signal);
    },
    images: (repository, api, signal) =>
      hubImages({ hub: hub(repository.name.split("/")[0] ?? ""), repository, api }, signal),
    meter: createPullMeter(settings),
    lanes: () => ({ manifests: "hub-manifests", blobs: "hub-blobs" }),
  };
}

async function* noNamespace(): AsyncGenerator<NamedRepository> {
  const reason = "Docker Hub lists the repositories of one namespace at a time: name it, docker.io/NAMESPACE";
  yield { gap: { scope: "registry", subject: "docker.io", status: "skipped", reason } };
}

async function* hubRepositories(hub: HubApi, namespace: string, signal: AbortSignal): AsyncGenerator<NamedRepository> {
  if ((await hub.login(signal)) === "organisation") yield { notice: ORGANISATION_NOTICE };
  for (let page = 1; page <= PAGE_COUNT; page++) {
    const path = `/v2/namespaces/${namespace}/repositories?page=${page}&page_size=${PAGE}`;
    const { results, next } = await hub.get({ path, what: `listing repositories of docker.io/${namespace}` }, signal);
    for (const { name } of items(results)) if (typeof name === "string") yield { name: `${namespace}/${name}` };
    if (typeof next !== "string") return;
  }
}

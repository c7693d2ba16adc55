import type { CredentialPlaces } from "../login/credentials.ts";
import { findCredential } from "../login/credentials.ts";
import type { RegistryProvider } from "../provider.ts";

interface HubSettings {
  readonly places: CredentialPlaces;
}

/** Docker Hub: its distribution API lives on another host than its name says. */
export const dockerHubProvider = ({ places }: HubSettings): RegistryProvider => ({
  id: "docker-hub",
  matches: (registry) => registry === "docker.io",
  credential: async (registry, name) => findCredential(places, registry, name),
  // An address it has flagged is answered 404 for repositories that exist (registries.md 1.4).
  doubtfulAbsence: true,
  endpoint: () => "https://registry-1.docker.io",
});

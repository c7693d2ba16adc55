import { type CredentialPlaces, findCredential } from "./login/credentials.ts";
import type { RegistryProvider } from "./provider.ts";

/** Any registry that speaks the OCI distribution API: logins from docker's and podman's files, images by their tags. */
export const ociProvider = (places: CredentialPlaces): RegistryProvider => ({
  id: "oci",
  matches: () => true,
  credential: async (registry, name) => findCredential(places, registry, name),
});

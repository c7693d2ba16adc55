import type { Repository } from "../domain/oci.ts";
import type { RegistryCredential } from "./login/credentials.ts";
import type { Listed } from "./source.ts";

/** All that differs between registries. A new registry is one file with this, and its line in the table of index.ts. */
export interface RegistryProvider {
  readonly id: string;
  matches(registry: string): boolean;
  /** Names of all repositories, where the registry has more than the catalog of the distribution API. */
  repositories?(registry: string, signal: AbortSignal): AsyncIterable<string>;
  credential(registry: string, name: string, signal: AbortSignal): Promise<RegistryCredential>;
  /** Every image of a repository, where the registry lists more than tags. */
  images?(repository: Repository, signal: AbortSignal): AsyncIterable<Listed>;
  /** Where the distribution API answers, when it is not at the registry's own name. */
  endpoint?(registry: string): string | undefined;
}

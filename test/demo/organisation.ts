import type { TestRegistry } from "../support/registry.ts";
import { dataJobs } from "./data-jobs.ts";
import { platformBase } from "./platform-base.ts";
import type { DemoRepository, Planted } from "./repository.ts";
import { demoSecrets } from "./secrets.ts";
import { shopApi } from "./shop-api.ts";
import { shopWeb } from "./shop-web.ts";
import { type DemoSource, readSource } from "./sources.ts";

/** An organisation with twelve images in four repositories, and all that has to be found in them. */
export interface Organisation {
  readonly repositories: readonly DemoRepository[];
  /** Each value once, with all its places. */
  readonly planted: readonly Planted[];
  /** By repository name. */
  readonly dockerfiles: ReadonlyMap<string, DemoSource>;
}

/** The same organisation for the same seed; nothing of it is written anywhere. */
export const createOrganisation = (seed = 1): Organisation => {
  const secrets = demoSecrets(seed);
  const api = readSource("shop/api");
  const repositories = [platformBase(secrets), shopApi(secrets, api.dockerfile), shopWeb(secrets), dataJobs(secrets)];
  return {
    repositories,
    planted: mergePlaces(repositories.flatMap(({ planted }) => planted)),
    dockerfiles: new Map(repositories.map(({ name }) => [name, readSource(name)])),
  };
};

export const pushOrganisation = (registry: Pick<TestRegistry, "push">, { repositories }: Organisation): void => {
  for (const { name, images } of repositories)
    for (const { image, tags } of images) registry.push(name, image, { tags });
};

const mergePlaces = (planted: readonly Planted[]): readonly Planted[] => {
  const merged = new Map<string, Planted>();
  for (const each of planted) {
    const where = [...(merged.get(each.value)?.where ?? []), ...each.where];
    merged.set(each.value, { ...each, where });
  }
  return [...merged.values()];
};

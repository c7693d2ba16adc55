import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { type DockerRegistry, startDockerRegistry } from "../support/docker-registry.ts";
import { ecrHostOf, startEcr, type TestEcr } from "../support/ecr.ts";
import { startHub, type TestHub } from "../support/hub.ts";
import { pushImage } from "../support/push-image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import type { WorkedImage } from "./images.ts";

/** One registry of its own, one on ECR and one on Docker Hub: the latter two are facades over a docker-registry each. */
export interface WorkedRegistries {
  readonly ecr: TestEcr;
  /** `HOST=URL`, for --endpoint. */
  readonly endpoints: readonly string[];
  readonly targets: readonly string[];
  push(images: readonly WorkedImage[]): Promise<void>;
  /** Deletes manifests of the registry on Docker Hub, with the tags that point at them. */
  remove(images: readonly WorkedImage[]): Promise<void>;
  close(): Promise<void>;
}

const OWN = "registry.shop.example";

export const startRegistries = async (): Promise<WorkedRegistries> => {
  const own = await startRegistry();
  const behindEcr = await startDockerRegistry();
  const behindHub = await startDockerRegistry();
  const ecr = await startEcr({ registry: behindEcr });
  const hub: TestHub = await startHub({ registry: behindHub });
  const put: Readonly<Record<WorkedImage["registry"], (image: WorkedImage) => Promise<void>>> = {
    own: async (image) => pushOwn(own, image),
    ecr: async (image) => pushReal(behindEcr, image),
    hub: async (image) => pushReal(behindHub, image),
  };
  return {
    ecr,
    endpoints: [`${OWN}=http://${own.host}`, ...ecr.endpoints(), ...hub.endpoints],
    targets: [OWN, ecrHostOf(), "docker.io/acme"],
    push: async (images) => {
      for (const image of images) await put[image.registry](image);
    },
    remove: async (images) => {
      for (const image of images) await removeReal(behindHub, image);
    },
    close: async () => {
      await Promise.all([own.close(), ecr.close(), hub.close()]);
      await Promise.all([behindEcr.stop(), behindHub.stop()]);
    },
  };
};

const pushOwn = (registry: TestRegistry, { image, repository, tags }: WorkedImage): void => {
  registry.push(repository, image, { tags });
};

/** The facades take the day of a push from the disk. */
const pushReal = async (
  { host, store }: DockerRegistry,
  { image, repository, tags, at }: WorkedImage,
): Promise<void> => {
  await pushImage(image, { host, name: repository, tags });
  const revisions = join(store, "docker/registry/v2/repositories", repository, "_manifests/revisions");
  const day = new Date(at);
  utimesSync(join(revisions, ...image.manifest.digest.split(":"), "link"), day, day);
};

/** docker-registry leaves an empty folder, which the facade would take for a revision. */
const removeReal = async ({ host, store }: DockerRegistry, { image, repository }: WorkedImage): Promise<void> => {
  const { digest } = image.manifest;
  const answer = await fetch(`http://${host}/v2/${repository}/manifests/${digest}`, { method: "DELETE" });
  if (!answer.ok) throw new Error(`delete: ${answer.status} ${await answer.text()}`);
  const revisions = join(store, "docker/registry/v2/repositories", repository, "_manifests/revisions");
  rmSync(join(revisions, ...digest.split(":")), { recursive: true });
};

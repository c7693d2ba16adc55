import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { createTestCase, type TestCase } from "./audit.ts";
import { type DockerRegistry, startDockerRegistry } from "./docker-registry.ts";
import { HUB_LOGIN, type HubOptions, startHub, type TestHub } from "./hub.ts";
import { gzipLayer, image, index, layer } from "./image.ts";
import { pushImage } from "./push-image.ts";
import { expand } from "./samples.ts";

interface Login {
  readonly user: string;
  readonly password: string;
}

export interface OpenCase {
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Default: that of a person; null: none. */
  readonly login?: Login | null;
}

/** A docker-registry for each test of a file; Hubs before it and cases are closed at the end of the test. */
export const hubCases = () => {
  let registry: DockerRegistry;
  const closers: (() => unknown)[] = [];
  beforeEach(async () => {
    registry = await startDockerRegistry();
    closers.push(async () => registry.stop());
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return {
    push: async (built: Parameters<typeof pushImage>[0], repository: string, ...tags: readonly string[]) =>
      pushImage(built, { host: registry.host, name: repository, tags }),
    /** More tags of the same image, by the disk: a thousand pushes take long. */
    copyTag: (repository: string, from: string, names: readonly string[]): void => {
      const tags = join(registry.store, "docker/registry/v2/repositories", repository, "_manifests/tags");
      for (const name of names) symlinkSync(from, join(tags, name));
    },
    /** Deletes a manifest with its tags; docker-registry leaves an empty folder, which goes too. */
    remove: async (repository: string, digest: string): Promise<void> => {
      await fetch(`http://${registry.host}/v2/${repository}/manifests/${digest}`, { method: "DELETE" });
      const revisions = join(registry.store, "docker/registry/v2/repositories", repository, "_manifests/revisions");
      rmSync(join(revisions, ...digest.split(":")), { recursive: true });
    },
    start: async (options: Partial<HubOptions> = {}): Promise<TestHub> => {
      const hub = await startHub({ registry, ...options });
      closers.push(async () => hub.close());
      return hub;
    },
    open: (hub: TestHub, { flags = {}, login = HUB_LOGIN }: OpenCase = {}): TestCase => {
      const env = login === null ? {} : { DOCKER_AUTH_CONFIG: dockerConfig(login) };
      const investigation = createTestCase({ endpoint: hub.endpoints, ...flags }, env);
      closers.push(() => investigation.remove());
      return investigation;
    },
  };
};

/** What `docker login` writes. */
export const dockerConfig = ({ user, password }: Login): string => {
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  return JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth } } });
};

/** An image with one secret of its own. */
export const secretImage = (seed: number) =>
  image({ layers: [gzipLayer([layer.file("k", `K=${expand("ghp_<base62:30><crc32>", seed)}`)])] });

/** An index of two platforms, each with a secret. */
export const twoPlatforms = (first: number) => {
  const platforms = [first, first + 1].map((seed, at) => ({
    ...secretImage(seed),
    platform: { os: "linux", architecture: `a${at}` },
  }));
  return { built: index(platforms), platforms };
};

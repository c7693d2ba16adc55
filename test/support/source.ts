import { onTestFinished } from "vitest";
import { createHttp } from "../../src/registry/http/http.ts";
import { openSources } from "../../src/registry/index.ts";
import { parseTarget } from "../../src/registry/reference.ts";
import type { ImageSource, Listed } from "../../src/registry/source.ts";
import { collect } from "./collect.ts";
import { type RegistryOptions, startRegistry, type TestRegistry } from "./registry.ts";

/** Tries again at once. */
const FAST = { tries: 3, baseMs: 1, capMs: 2, patienceMs: 1000 };

/** An in-memory registry until the test ends. */
export const testRegistry = async (options: RegistryOptions = {}): Promise<TestRegistry> => {
  const registry = await startRegistry(options);
  onTestFinished(async () => registry.close());
  return registry;
};

export interface OpenSource {
  /** `user:password` for the host. */
  readonly login?: string;
  /** A docker config in place of the one with `login`. */
  readonly config?: object;
  /** Addresses in place of a host's own, by host. */
  readonly endpoints?: Readonly<Record<string, string>>;
}

/** What a target such as `r.example/app` enumerates and pulls, with nobody's logins, until the test ends. */
export const openSource = async (
  typed: string,
  { login, config, endpoints = {} }: OpenSource = {},
): Promise<ImageSource> => {
  const http = createHttp({ policy: FAST, endpoints: new Map(Object.entries(endpoints)) });
  onTestFinished(async () => http.close());
  const [host = ""] = typed.split("/");
  const auths = login === undefined ? {} : { [host]: { auth: Buffer.from(login).toString("base64") } };
  const { sources } = await openSources(
    [{ typed, target: parseTarget(typed) }],
    {
      http,
      places: { inline: JSON.stringify(config ?? { auths }), files: [] },
      insecure: [],
      stdin: process.stdin,
      foreignLayers: false,
      onLimit: "stop",
      pullReserve: "10%",
      allowRealm: [],
      regions: [],
      profiles: [],
      awsLogin: false,
      endpoints: new Map(),
      engines: { docker: [], podman: [] },
    },
    new AbortController().signal,
  );
  const [source] = sources;
  if (source === undefined) throw new Error(`${typed} opened no source`);
  return source;
};

export const listAll = async (source: ImageSource): Promise<readonly Listed[]> =>
  collect(source.images(new AbortController().signal));

/** `app:tag` or `app:sha256:...`, sorted. */
export const listedNames = (listed: readonly Listed[]): readonly string[] =>
  listed
    .flatMap((item) =>
      "image" in item ? [`${item.image.repository.name}:${item.image.tag ?? item.image.digest}`] : [],
    )
    .sort();

/** `status reason`. */
export const listedGaps = (listed: readonly Listed[]): readonly string[] =>
  listed.flatMap((item) => ("gap" in item ? [`${item.gap.status} ${item.gap.reason}`] : []));

import { createApi } from "./hub/api.ts";
import type { HubOptions, HubState } from "./hub/options.ts";
import { BLOB_HOST, createBlobs, createRegistry, tokenAnswer } from "./hub/registry.ts";
import { type HubStore, hubStore } from "./hub/store.ts";
import type { Answer, Question } from "./registry/answer.ts";
import { createFaults } from "./registry/faults.ts";
import { startServer } from "./registry/server.ts";

export { HUB_LOGIN, type HubOptions, ORGANISATION_LOGIN } from "./hub/options.ts";

export interface TestHub {
  /** `HOST=URL` for `--endpoint`: the API, the registry, its token server and where its blobs are. */
  readonly endpoints: readonly string[];
  /** `GET hub.docker.com/v2/...`, `HEAD docker.io/v2/...`, in order, with the status in front: `200 GET ...`. */
  readonly requests: readonly string[];
  readonly store: HubStore;
  /** Pulls that were counted. */
  pulled(): number;
  change(options: Partial<HubOptions>): void;
  close(): Promise<void>;
}

/** Docker Hub as far as it can be had on one machine, in front of a real docker-registry. */
export const startHub = async (options: HubOptions): Promise<TestHub> => {
  const state: HubState = { ...options };
  const store = hubStore(options.registry.store);
  const requests: string[] = [];
  let pulled = 0;
  const registry = createRegistry({ state, counted: () => pulled++ });
  const hosts: Readonly<Record<string, (question: Question) => Answer | Promise<Answer>>> = {
    "hub.docker.com": createApi({ state, store }),
    "docker.io": registry,
    "auth.docker.io": tokenAnswer,
    [BLOB_HOST]: createBlobs(state),
  };
  const servers = await Promise.all(
    Object.entries(hosts).map(async ([host, answer]) => {
      const seen: Parameters<typeof startServer>[0]["seen"] = ({ method, path, status }) =>
        void requests.push(`${status} ${method} ${host}${path}`);
      return { host, server: await startServer({ faults: createFaults(), seen, answer }) };
    }),
  );
  return {
    endpoints: servers.map(({ host, server }) => `${host}=http://${server.host}`),
    requests,
    store,
    pulled: () => pulled,
    change: (changed) => void Object.assign(state, changed),
    close: async () => void (await Promise.all(servers.map(async ({ server }) => server.close()))),
  };
};

import type { Digest } from "../../src/domain/digest.ts";
import { createGate, type RegistryAuth } from "./registry/auth.ts";
import { type Contents, createContents } from "./registry/contents.ts";
import { createFaults, type Faults } from "./registry/faults.ts";
import { answer } from "./registry/routes.ts";
import { type Exchange, type RunningServer, type ServerOptions, startServer } from "./registry/server.ts";
import { storageAnswer } from "./registry/storage.ts";

export interface RegistryOptions {
  /** Default: none. */
  readonly auth?: RegistryAuth;
  /** Most names of a catalog, tag or referrer page; default 1000. */
  readonly pageSize?: number;
  /** Status of the catalog; default 200. */
  readonly catalog?: 200 | 401 | 404;
  /** Whether the referrers API exists; default true. */
  readonly referrers?: boolean;
  /** Blobs are served by 307 to a second loopback server that refuses an Authorization header; default false. */
  readonly redirectBlobs?: boolean;
}

export interface TestRegistry extends Pick<Contents, "push" | "untag" | "remove" | "drop"> {
  readonly host: `127.0.0.1:${number}`;
  /** Every request answered so far, in order, those of the second server and the token endpoint included. */
  readonly requests: readonly Exchange[];
  /** How often the content of a blob or manifest was sent by GET, in whole or in part; a redirect or error sends none. */
  readonly fetches: ReadonlyMap<Digest, number>;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** An OCI distribution registry in memory, read-only over http; images are put in by `push`. */
export const startRegistry = async (options: RegistryOptions = {}): Promise<TestRegistry> => {
  const contents = createContents();
  const faults = createFaults();
  const requests: Exchange[] = [];
  const fetches = new Map<Digest, number>();
  const seen = countInto(requests, fetches);
  const storage = options.redirectBlobs
    ? await startServer({ faults, seen, answer: (question) => storageAnswer(question, contents) })
    : undefined;
  const routes = { contents, gate: createGate(options.auth ?? { kind: "none" }), ...withDefaults(options, storage) };
  const server = await startServer({ faults, seen, answer: (question) => answer(question, routes) });
  const close = async (): Promise<void> => {
    await Promise.all([server.close(), storage?.close()]);
  };
  const { push, untag, remove, drop } = contents;
  return { host: server.host, push, untag, remove, drop, requests, fetches, faults, close };
};

const withDefaults = (options: RegistryOptions, storage: RunningServer | undefined) => ({
  pageSize: options.pageSize ?? 1000,
  catalog: options.catalog ?? 200,
  referrers: options.referrers ?? true,
  ...(storage && { blobOrigin: `http://${storage.host}` }),
});

const countInto =
  (requests: Exchange[], fetches: Map<Digest, number>): ServerOptions["seen"] =>
  (exchange, { headers, status }) => {
    requests.push(exchange);
    const digest = headers["docker-content-digest"];
    if (typeof digest !== "string" || exchange.method !== "GET" || (status !== 200 && status !== 206)) return;
    fetches.set(digest, (fetches.get(digest) ?? 0) + 1);
  };

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import type { Exchange } from "./registry/server.ts";

/** The only user of a registry started with `auth: true`. */
export const REGISTRY_LOGIN = { user: "auditor", password: ["only", "for", "tests"].join("-") };
/** bcrypt of that password at the lowest cost, as htpasswd -B writes it. */
const HTPASSWD = `${REGISTRY_LOGIN.user}:$2b$04$VpUozwzJRfWlNwWjDFc00.Zr3Iaj/u.t7PePqIjOfr.kbmTAzVEBO\n`;

export interface DockerRegistry {
  readonly host: `127.0.0.1:${number}`;
  /** Directory of the filesystem store. */
  readonly store: string;
  /** What the access log says so far. */
  requests(): readonly Exchange[];
  /** GETs of blobs and manifests so far, by the last part of the path: a digest or a tag. */
  fetches(): ReadonlyMap<string, number>;
  /** Stops it and removes its store; a second call does nothing. */
  stop(): Promise<void>;
}

interface DockerRegistryOptions {
  readonly auth?: boolean;
  readonly schema1?: boolean;
  /** Blobs are answered by 307 to their path in the store below this address. */
  readonly redirect?: string;
}

/** Debian's docker-registry on a free loopback port, with an empty store; ask `requireTool("docker-registry")` before. */
export const startDockerRegistry = async (options: DockerRegistryOptions = {}): Promise<DockerRegistry> => {
  const directory = await mkdtemp(join(tmpdir(), "exhume-registry-"));
  const store = join(directory, "store");
  await writeFile(join(directory, "htpasswd"), HTPASSWD);
  await writeFile(join(directory, "config.yml"), stringify(configuration(directory, { ...options, store })));
  const child = serve(directory);
  const stop = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.stdin.end();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const host = await listening(join(directory, "errors.log")).catch(async (error) => {
    await stop();
    throw error;
  });
  const requests = (): readonly Exchange[] => parseAccessLog(logOf(join(directory, "access.log")));
  return { host, store, requests, fetches: () => countFetches(requests()), stop };
};

/**
 * The shell ends it when its own input ends, so also when the tests are killed. Its logs go to files: through pipes
 * they would stop it as soon as a test waits in execFileSync.
 */
const serve = (directory: string): ChildProcessByStdio<Writable, null, null> =>
  spawn("sh", ["-c", SERVE], { cwd: directory, stdio: ["pipe", "ignore", "ignore"] });

const SERVE = "docker-registry serve config.yml >access.log 2>errors.log & read -r _; kill -9 $!; wait";

interface Configured extends DockerRegistryOptions {
  readonly store: string;
}

const configuration = (directory: string, { store, auth, schema1, redirect }: Configured) => ({
  version: "0.1",
  log: { level: "info" },
  storage: { filesystem: { rootdirectory: store }, delete: { enabled: true } },
  http: { addr: "127.0.0.1:0" },
  ...(redirect !== undefined && {
    middleware: { storage: [{ name: "redirect", options: { baseurl: redirect } }] },
  }),
  ...(schema1 && { compatibility: { schema1: { enabled: true } } }),
  ...(auth && { auth: { htpasswd: { realm: "test registry", path: join(directory, "htpasswd") } } }),
});

/** The port is only known from the log. Throws with the log when it does not come within 10 s. */
const listening = async (file: string): Promise<DockerRegistry["host"]> => {
  for (let tries = 0; tries < 200; tries++) {
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(logOf(file))?.[1];
    if (port !== undefined) return `127.0.0.1:${Number(port)}`;
    await pause(50);
  }
  throw new Error(`docker-registry did not start: ${logOf(file)}`);
};

const logOf = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** Combined log format: `127.0.0.1 - - [date] "GET /v2/ HTTP/1.1" 200 2 "" "agent"`. */
const parseAccessLog = (log: string): readonly Exchange[] =>
  [...log.matchAll(/ "([A-Z]+) (\S+) HTTP\/[\d.]+" (\d{3}) /g)].map(([, method = "", path = "", status]) => ({
    method,
    path,
    status: Number(status),
  }));

const countFetches = (requests: readonly Exchange[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { method, path, status } of requests) {
    const reference = /\/(?:blobs|manifests)\/([^/?]+)/.exec(path)?.[1];
    if (method !== "GET" || status >= 400 || reference === undefined) continue;
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return counts;
};

import type { Dispatcher, request } from "undici";
import { PullError } from "../pull-error.ts";
import type { ProxySettings } from "./proxy-named.ts";
import { granted, guardedLookup, isAllowed, literalAddress, type Reach, reachOf } from "./url-policy.ts";

/** Milliseconds (registries.md section 4). */
const TIMEOUTS = { connect: 10_000, headersTimeout: 60_000, bodyTimeout: 60_000 };
const POOL = { ...TIMEOUTS, connect: { timeout: TIMEOUTS.connect }, connections: 16 };

/** For people; `--allow-private` is the way out. */
export const REFUSED_ADDRESS =
  "a registry sent us to an address in a private network, which is refused (--allow-private HOST allows it)";

export interface RouteSettings {
  readonly endpoints: ReadonlyMap<string, string>;
  readonly allowPrivate?: readonly string[];
  readonly proxy?: ProxySettings;
}

/** Which connections an address may be asked over. */
export interface Routes {
  /** `word`: the address of the registry that named it; undefined for the person's own choice. Throws PullError. */
  to(url: string, word: string | undefined): Promise<Route>;
  close(): Promise<void>;
}

interface Route {
  readonly dispatcher: Dispatcher;
  readonly request: typeof request;
}

/**
 * Addresses that a person named are asked as they are. Those that a registry named (redirects, token servers, foreign
 * layers) reach no network that the registry itself is not in. Behind a proxy names are resolved by the proxy, so only
 * literal addresses are checked there.
 */
export function createRoutes({ endpoints, allowPrivate = [], proxy = {} }: RouteSettings): Routes {
  const proxied = proxy.http !== undefined || proxy.https !== undefined;
  let opened: ReturnType<typeof connect> | undefined;
  const connect = async () => {
    const { Agent, EnvHttpProxyAgent, request } = await import("undici");
    const open = proxied ? new EnvHttpProxyAgent({ ...POOL, ...proxyOptions(proxy) }) : new Agent(POOL);
    const guarded = new Map<Reach, Dispatcher>();
    const upTo = (reach: Reach): Dispatcher => {
      const agent =
        guarded.get(reach) ?? new Agent({ ...POOL, connect: { ...POOL.connect, lookup: guardedLookup(reach) } });
      guarded.set(reach, agent);
      return agent;
    };
    return { open, upTo, request, all: () => [open, ...guarded.values()] };
  };
  // The first answer stands: a name cannot be moved into a private network to be granted more.
  const grants = new Map<string, Promise<Reach>>();
  const grantOf = async (word: string): Promise<Reach> => {
    const { origin } = new URL(atEndpoint(word, endpoints));
    const grant = grants.get(origin) ?? granted(origin);
    grants.set(origin, grant);
    return grant;
  };
  return {
    to: async (url, word) => {
      // What lies on this machine need not wait for it to load.
      opened ??= connect();
      const { open, upTo, request } = await opened;
      const { host, hostname } = new URL(url);
      const chosen = endpoints.has(host) || allowPrivate.includes(host) || allowPrivate.includes(hostname);
      if (word === undefined || chosen || new URL(word).host === host) return { dispatcher: open, request };
      const reach = await grantOf(word);
      const literal = literalAddress(url);
      if (literal !== undefined && !isAllowed(reachOf(literal), reach))
        throw new PullError(`${host}: ${REFUSED_ADDRESS}`);
      return { dispatcher: proxied ? open : upTo(reach), request };
    },
    close: async () => {
      const { all } = (await opened) ?? { all: () => [] };
      await Promise.all(all().map(async (agent) => agent.close()));
    },
  };
}

const proxyOptions = ({ http, https, none }: ProxySettings) => ({
  ...(http === undefined ? {} : { httpProxy: http }),
  ...(https === undefined ? {} : { httpsProxy: https }),
  ...(none === undefined ? {} : { noProxy: none }),
});

/** Docker Hub's API has another host than its name. */
const ALIASES: Readonly<Record<string, string>> = { "registry-1.docker.io": "docker.io" };

/** The address that a person gave in place of a host's own. */
export function atEndpoint(url: string, endpoints: ReadonlyMap<string, string>): string {
  const { host, pathname, search } = new URL(url);
  const endpoint = endpoints.get(host) ?? endpoints.get(ALIASES[host] ?? "");
  return endpoint === undefined ? url : `${endpoint.replace(/\/+$/, "")}${pathname}${search}`;
}

import { readFileSync } from "node:fs";
import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { parseAllowedHost } from "../verify/allowed-host.ts";
import { VERIFIERS } from "../verify/index.ts";
import type { AllowedHost, Places } from "../verify/verifier.ts";

const readPair = (pair: string): readonly [name: string, url: string] => {
  const end = pair.indexOf("=");
  return [pair.slice(0, end), pair.slice(end + 1)];
};

/** A host of a provider stands for the provider. */
const providerOf = (name: string): string => VERIFIERS.find(({ endpoint }) => endpoint?.host === name)?.id ?? name;

interface Chosen {
  readonly config: Config;
  readonly allowHost?: readonly string[];
  readonly authorizedKeys?: readonly string[];
}

/** Milliseconds for one question; a provider that takes longer is ill. */
const PATIENCE = 15_000;

/** Where questions may go. Throws UserError for what cannot be read. */
export const verifyPlaces = ({ config, allowHost = [], authorizedKeys = [] }: Chosen): Places => ({
  endpoints: new Map(config.endpoint.map(readPair).map(([name, url]) => [providerOf(name), url])),
  insecure: config.insecure,
  allowHosts: allowHost.map(readAllowedHost),
  authorizedKeys: new Map(authorizedKeys.map((path) => [path, readKeys(path)])),
  proxy: config.proxy,
  patienceMs: PATIENCE,
});

interface NamedEndpoints {
  readonly config: Config;
  /** The flags; absent: they come from the settings, which name hosts of audits of other cases as well. */
  readonly typed: readonly string[] | undefined;
  /** Where values may be pulled from. */
  readonly registries: () => Iterable<string>;
}

/** A name that is nobody's would leave a secret to go where it should not. Throws UserError. */
export function checkEndpoints({ config, typed, registries }: NamedEndpoints): void {
  const takers = VERIFIERS.filter(({ endpoint }) => endpoint !== undefined);
  const ids = takers.map(({ id }) => id);
  const hosts = takers.flatMap(({ endpoint }) => endpoint?.host ?? []);
  const others = config.endpoint
    .map((pair) => readPair(pair)[0])
    .filter((name) => ![...ids, ...hosts].includes(name) && (typed !== undefined || !isHost(name)));
  if (others.length === 0) return;
  const pulled = new Set(registries());
  const unknown = others.find((name) => !pulled.has(name));
  if (unknown === undefined) return;
  throw new UserError({
    code: "ENDPOINT_UNKNOWN",
    message: `--endpoint ${unknown} is no provider and no host that verify asks`,
    hint: `name one of ${[...ids, ...hosts, ...[...pulled].sort()].join(", ")}`,
  });
}

/** As container people tell a host from a name. */
const isHost = (name: string): boolean => /[.:]/.test(name) || name === "localhost";

function readAllowedHost(typed: string): AllowedHost {
  const host = parseAllowedHost(typed);
  if (host !== undefined) return host;
  throw new UserError({
    code: "HOST_INVALID",
    message: `--allow-host ${typed} is no host`,
    hint: "write HOST, HOST:PORT or HOST:PORT=ADDRESS:PORT; IPv6 in brackets",
  });
}

function readKeys(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError({
      code: "KEYS_UNREADABLE",
      message: `${path} cannot be read: ${error instanceof Error && "code" in error ? String(error.code) : "unknown reason"}`,
      hint: "does the file exist, and may you read it?",
    });
  }
}

import { readFileSync } from "node:fs";
import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { parseAllowedHost } from "../verify/allowed-host.ts";
import type { AllowedHost, Places } from "../verify/verifier.ts";

interface Chosen {
  readonly config: Config;
  readonly allowHost?: readonly string[];
  readonly authorizedKeys?: readonly string[];
}

/** Milliseconds for one question; a provider that takes longer is ill. */
const PATIENCE = 15_000;

/** Where questions may go. Throws UserError for what cannot be read. */
export const verifyPlaces = ({ config, allowHost = [], authorizedKeys = [] }: Chosen): Places => ({
  endpoints: new Map(
    config.endpoint.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  ),
  insecure: config.insecure,
  allowHosts: allowHost.map(readAllowedHost),
  authorizedKeys: new Map(authorizedKeys.map((path) => [path, readKeys(path)])),
  proxy: config.proxy,
  patienceMs: PATIENCE,
});

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

import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isLoopback } from "./send.ts";
import type { AllowedHost, Obstacle, Places } from "./verifier.ts";

const PLACE = /^(\[[0-9a-f:.]{2,45}\]|[A-Za-z0-9_.-]{1,253})(?::(\d{1,5}))?$/i;

/** `HOST[:PORT][=ADDRESS[:PORT]]`; undefined where it is none. IPv6 stands in brackets. */
export function parseAllowedHost(text: string): AllowedHost | undefined {
  const [name = "", address, ...rest] = text.split("=");
  const place = parsePlace(name);
  const at = address === undefined ? undefined : parsePlace(address);
  if (place === undefined || rest.length > 0 || (address !== undefined && at === undefined)) return undefined;
  return { ...place, ...(at === undefined ? {} : { at }) };
}

function parsePlace(text: string): Omit<AllowedHost, "at"> | undefined {
  const [, host, port] = PLACE.exec(text) ?? [];
  if (host === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) return undefined;
  return { host: bare(host), ...(port === undefined ? {} : { port: Number(port) }) };
}

/** Host and port as they are meant, and as they are reached. */
export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  readonly at: { readonly host: string; readonly port: number };
  /** On this machine, or named as insecure: TLS is not asked for, and not checked. */
  readonly mayBePlain: boolean;
}

interface Wanted {
  readonly host: string;
  /** Undefined: that of the allowed host, else `usual`. */
  readonly port: number | undefined;
  readonly usual: number;
}

/** Servers are asked only where a person allowed it by name: what an image says is no reason to connect. */
export function allowedServer({ host: named, port, usual }: Wanted, places: Places): ServerPlace | Obstacle {
  const host = bare(named);
  const allowed = places.allowHosts.find((one) => same(one.host, host) && fits(one.port, { port, usual }));
  const meant = port ?? allowed?.port ?? usual;
  if (allowed === undefined) return { obstacle: `--allow-host ${shown(host)}:${meant} allows a login there` };
  return serverPlace(allowed, { host, port: meant, places });
}

/** A host without a port is allowed at the usual one only: which other port is asked is not for an image to say. */
const fits = (allowed: number | undefined, { port, usual }: Pick<Wanted, "port" | "usual">): boolean =>
  allowed === undefined ? (port ?? usual) === usual : port === undefined || allowed === port;

export function serverPlace(
  { at }: AllowedHost,
  { host, port, places }: { readonly host: string; readonly port: number; readonly places: Places },
): ServerPlace {
  const reached = { host: at?.host ?? host, port: at?.port ?? port };
  const isInsecure = places.insecure.some((one) => same(one, host) || same(one, `${host}:${port}`));
  return { host, port, at: reached, mayBePlain: isLoopback(reached.host) || isInsecure };
}

/** The name is resolved once, and the connection goes to that address. Throws what the resolver throws. */
export async function resolved({ at }: ServerPlace): Promise<{ readonly host: string; readonly port: number }> {
  const { address } = await lookup(at.host);
  return { host: address, port: at.port };
}

export const shownPlace = ({ host, port }: Pick<ServerPlace, "host" | "port">): string => `${shown(host)}:${port}`;

/** For TLS: a name, for an address has none (RFC 6066 3). */
export const serverName = ({ host }: ServerPlace): { readonly servername?: string } =>
  isIP(host) === 0 ? { servername: host } : {};

const shown = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);
const bare = (host: string): string => host.replace(/^\[|\]$/g, "");
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

import { isLoopback } from "./send.ts";
import type { Obstacle, Places } from "./verifier.ts";

export interface EndpointOf {
  readonly provider: string;
  /** Undefined: nobody but the person knows which one it is. */
  readonly origin: string | undefined;
  readonly path: string;
}

/**
 * The address that is asked: at the endpoint that the person named for the provider, which may have a path of its own, or
 * at the provider's. Plain http is for this machine, and for hosts that were named as insecure.
 */
export function endpointUrl({ provider, origin, path }: EndpointOf, places: Places): string | Obstacle {
  const chosen = places.endpoints.get(provider) ?? origin;
  if (chosen === undefined) return { obstacle: `say which one it is for: --endpoint ${provider}=URL` };
  if (!URL.canParse(chosen)) return { obstacle: `the endpoint of ${provider} is no address` };
  const { protocol, hostname, host, username, search } = new URL(chosen);
  if (username !== "" || search !== "")
    return { obstacle: `the endpoint of ${provider} has a login or a query, which it must not have` };
  const mayBePlain = isLoopback(hostname) || places.insecure.some((one) => one === host || one === hostname);
  if (protocol !== "https:" && !mayBePlain)
    return { obstacle: `a secret is not sent over plain http; --insecure ${host} allows it` };
  return `${chosen.replace(/\/+$/, "")}${path}`;
}

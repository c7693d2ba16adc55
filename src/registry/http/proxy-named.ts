/** Addresses of proxies, and whom to reach without one. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly none?: string;
}

/**
 * `the proxy p.example:3128: ` when it was the way to a proxy that failed, else nothing: that a host is not found says
 * little when it is not the one that was typed.
 */
export function proxyNamed(error: unknown, { proxy = {} }: { readonly proxy?: ProxySettings | undefined }): string {
  const proxies = [proxy.https, proxy.http].flatMap((url) =>
    url !== undefined && URL.canParse(url) ? [new URL(url)] : [],
  );
  const failed = proxies.find((url) => isOf(error, url, 0));
  return failed === undefined ? "" : `the proxy ${failed.host}: `;
}

/** What Node tells of a failed connection: the name it looked up, or the address and port. */
function isOf(error: unknown, proxy: URL, depth: number): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { hostname, address, port }: Record<string, unknown> = { ...error };
  const own = proxy.port || (proxy.protocol === "https:" ? "443" : "80");
  if (hostname === proxy.hostname || (address !== undefined && String(port) === own)) return true;
  const below: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return below.some((one) => isOf(one, proxy, depth + 1));
}

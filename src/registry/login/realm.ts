/** Domains under which anybody has a host: a neighbour there is a stranger. Those that registries and their tokens live on. */
const SHARED =
  /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|amazonwebservices\.(?:com\.cn|eu)|azurecr\.io|cloudfront\.net|azurewebsites\.net|herokuapp\.com|github\.io|gitlab\.io|pages\.dev|workers\.dev|run\.app|appspot\.com|on\.aws|jfrog\.io|ngrok\.io)$/;
/** `co.uk`, `com.au`: a country with a second level that is sold by itself. */
const SECOND_LEVEL = /(?:^|\.)(?:co|com|net|org|gov|edu|ac|or|ne|go|gob|govt|nom|ltd|plc)\.[a-z]{2}$/;
const ADDRESS = /^(?:\[.*\]|[\d.]+)$/;

/**
 * Whether a token server may be shown a login for the registry that names it: the same host, or a host of the same
 * registrable domain (registries.md T1: GitLab names a sister host, Docker Hub auth.docker.io). A public suffix list
 * would know more suffixes; what is missed here is asked for with --allow-realm, or needs a hostile neighbour.
 */
export function isTrustedRealm(realm: string, registry: string): boolean {
  if (realm === registry || (isLoopback(realm) && isLoopback(registry))) return true;
  const domain = registrableDomain(registry);
  return domain !== undefined && domain === registrableDomain(realm);
}

/** Undefined where a host has none but itself. */
function registrableDomain(host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, "");
  const labels = name.split(".");
  if (ADDRESS.test(name) || SHARED.test(name) || labels.length < 2) return undefined;
  const suffix = SECOND_LEVEL.test(labels.slice(-2).join(".")) ? 3 : 2;
  return labels.length < suffix ? undefined : labels.slice(-suffix).join(".");
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host);

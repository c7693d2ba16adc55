import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * How far from the public internet an address is (IANA special-purpose address registries, RFC 6890). `never`: link
 * local, where clouds keep their metadata, multicast and unspecified; no registry has business there.
 */
const REACH = ["public", "private", "loopback", "never"] as const;
export type Reach = (typeof REACH)[number];

const NETWORKS: Readonly<Record<Exclude<Reach, "public">, readonly string[]>> = {
  never: [
    "0.0.0.0/8",
    "169.254.0.0/16",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "fe80::/10",
    "ff00::/8",
    "fd00:ec2::/32",
  ],
  loopback: ["127.0.0.0/8", "::1/128"],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7"],
};

/** BlockList also matches addresses of IPv4 written as `::ffff:10.0.0.1`. */
const LISTS = (["never", "loopback", "private"] as const).map((reach) => {
  const list = new BlockList();
  for (const network of NETWORKS[reach]) {
    const [address = "", bits] = network.split("/");
    list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
  }
  return { reach, list };
});

/** Of an IP address. */
export const reachOf = (address: string): Reach =>
  LISTS.find(({ list }) => list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"))?.reach ?? "public";

/** An address that is not the person's own choice, and what the registry that named it may reach. */
class RefusedAddress extends Error {
  readonly code = "EXHUME_REFUSED_ADDRESS";
}

/** The host of a URL as an IP address, where it is one. */
export function literalAddress(url: string): string | undefined {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? undefined : host;
}

/**
 * Reach of the host that is at most granted to what it names: a registry in a private network may well keep its blobs
 * there too, and one on this machine in both; none of them gets further (registries.md T2). Of several addresses the
 * most public one counts. Of a name that does not resolve here nothing is granted.
 */
export async function granted(url: string): Promise<Reach> {
  const literal = literalAddress(url);
  if (literal !== undefined) return reachOf(literal);
  const addresses = await resolveAll(new URL(url).hostname).catch(() => []);
  return (
    addresses
      .map(({ address }) => reachOf(address))
      .sort(byReach)
      .at(-1) ?? "public"
  );
}

const byReach = (a: Reach, b: Reach): number => REACH.indexOf(a) - REACH.indexOf(b);

export const isAllowed = (reach: Reach, upTo: Reach): boolean => reach !== "never" && byReach(reach, upTo) <= 0;

const resolveAll = async (host: string): Promise<readonly LookupAddress[]> =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/**
 * For connections that go no further than `upTo`: the address is checked when the connection is made, so a name that is
 * resolved differently from one moment to the next gains nothing.
 */
export const guardedLookup =
  (upTo: Reach): LookupFunction =>
  (host, asked, done) => {
    lookup(host, { ...asked, all: true }, (error, addresses) => {
      const allowed = addresses?.filter(({ address }) => isAllowed(reachOf(address), upTo)) ?? [];
      const [first] = allowed;
      if (error !== null) done(error, []);
      else if (first === undefined) done(new RefusedAddress(), []);
      else if (asked.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };

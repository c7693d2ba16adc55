import type { Facts } from "../../domain/finding.ts";

/** Who runs the server, and what its first labels name (the vendors' documentation of connection strings). */
const PROVIDERS: readonly { readonly pattern: RegExp; readonly provider: string }[] = [
  { pattern: /\.(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com(?:\.cn)?$/, provider: "Amazon RDS" },
  { pattern: /\.(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.redshift\.amazonaws\.com$/, provider: "Amazon Redshift" },
  { pattern: /\.cache\.amazonaws\.com$/, provider: "Amazon ElastiCache" },
  { pattern: /^(?<project>ep-[a-z0-9-]+)\.(?:[a-z0-9-]+\.)*neon\.tech$/, provider: "Neon" },
  { pattern: /^db\.(?<project>[a-z]{20})\.supabase\.co$/, provider: "Supabase" },
  { pattern: /\.pooler\.supabase\.com$/, provider: "Supabase" },
  { pattern: /\.(?<project>[a-z0-9]+)\.mongodb\.net$/, provider: "MongoDB Atlas" },
  { pattern: /\.(?:postgres|mysql|database)\.(?:database\.)?azure\.com$/, provider: "Azure" },
  { pattern: /\.(?:database|redis\.cache)\.windows\.net$/, provider: "Azure" },
  { pattern: /\.documents\.azure\.com$|\.cosmos\.azure\.com$/, provider: "Azure Cosmos DB" },
  { pattern: /\.db\.ondigitalocean\.com$/, provider: "DigitalOcean" },
  { pattern: /\.aivencloud\.com$/, provider: "Aiven" },
  { pattern: /\.psdb\.cloud$/, provider: "PlanetScale" },
  { pattern: /\.upstash\.io$/, provider: "Upstash" },
  { pattern: /\.cockroachlabs\.cloud$/, provider: "CockroachDB Cloud" },
  { pattern: /\.(?:redis-cloud|redislabs)\.com$/, provider: "Redis Cloud" },
  { pattern: /\.(?:proxy\.rlwy|railway)\.(?:net|app)$/, provider: "Railway" },
  { pattern: /\.render\.com$/, provider: "Render" },
  { pattern: /\.compute-1\.amazonaws\.com$/, provider: "Amazon EC2" },
];

/** Addresses that no one outside reaches: RFC 1918, RFC 6598, RFC 4193, names of one label or of inner domains. */
const PRIVATE =
  /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[?f[cd][0-9a-f]{2}:|[^.:[\]]+$)|\.(?:internal|local|localdomain|lan|svc|corp|home\.arpa)$/i;

export const isPrivateHost = (host: string): boolean => PRIVATE.test(host);

/** What the name of a server tells: its provider and project, and whether it stands in a private network. */
export const databaseHost = (host: string): Facts => {
  if (host === "") return {};
  const name = host.toLowerCase();
  for (const { pattern, provider } of PROVIDERS) {
    const found = pattern.exec(name);
    if (found !== null) return { hostedBy: provider, ...found.groups };
  }
  return isPrivateHost(name) ? { network: "private" } : {};
};

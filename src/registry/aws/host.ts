/**
 * DNS suffixes of each partition: of its API and of the registry's dual-stack hosts. From the SDK's own table
 * (@aws-sdk/core, util-endpoints/lib/aws/partitions) and amazon-ecr-credential-helper (ecr-login/api/client.go).
 */
const PARTITIONS: readonly Partition[] = [
  { regions: /^cn-/, suffix: "amazonaws.com.cn", dualStack: "on.amazonwebservices.com.cn" },
  { regions: /^eusc-/, suffix: "amazonaws.eu", dualStack: "on.amazonwebservices.eu" },
  { regions: /^us-iso-/, suffix: "c2s.ic.gov", dualStack: undefined },
  { regions: /^us-isob-/, suffix: "sc2s.sgov.gov", dualStack: undefined },
  { regions: /^eu-isoe-/, suffix: "cloud.adc-e.uk", dualStack: undefined },
  { regions: /^us-isof-/, suffix: "csp.hci.ic.gov", dualStack: undefined },
];
const COMMERCIAL: Omit<Partition, "regions"> = { suffix: "amazonaws.com", dualStack: "on.aws" };

interface Partition {
  readonly regions: RegExp;
  readonly suffix: string;
  readonly dualStack: string | undefined;
}

/** Anchored at both ends: AWS credentials are asked for this account and region and for no look-alike (CVE-2024-35192). */
const HOST = /^(\d{12})\.dkr(\.|-)ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+)$/;

export interface EcrHost {
  readonly account: string;
  readonly region: string;
}

/** Undefined for all that is not a private ECR host of a known partition. */
export function parseEcrHost(registry: string): EcrHost | undefined {
  const [, account, form, region, domain] = HOST.exec(registry) ?? [];
  if (account === undefined || region === undefined) return undefined;
  const { suffix, dualStack } = partitionOf(region);
  return domain === (form === "." ? suffix : dualStack) ? { account, region } : undefined;
}

/** The kind of address a host is: its API is asked at one of the same kind. */
export const addressKind = (registry: string): { readonly fips: boolean; readonly dualStack: boolean } => ({
  fips: registry.includes("ecr-fips."),
  dualStack: registry.includes(".dkr-ecr"),
});

export const ecrHost = ({ account, region }: EcrHost): string => `${account}.dkr.ecr.${region}.${dnsSuffix(region)}`;

/** Of the partition a region is in: `amazonaws.com`. */
export const dnsSuffix = (region: string): string => partitionOf(region).suffix;

const partitionOf = (region: string): typeof COMMERCIAL =>
  PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;

/** ECR Public and its dual-stack name (registries.md 1.3). */
export const isPublicEcr = (registry: string): boolean =>
  registry === "public.ecr.aws" || registry === "ecr-public.aws.com";

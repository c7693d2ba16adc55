/**
 * Private ECR hosts of all partitions, anchored at both ends: AWS credentials are asked for this account and region
 * and for no look-alike (amazon-ecr-credential-helper, ecr-login/api/client.go; CVE-2024-35192).
 */
const HOST =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu))$/;

export interface EcrHost {
  readonly account: string;
  readonly region: string;
}

export function parseEcrHost(registry: string): EcrHost | undefined {
  const [, account, region] = HOST.exec(registry) ?? [];
  return account === undefined || region === undefined ? undefined : { account, region };
}

export const ecrHost = ({ account, region }: EcrHost): string =>
  `${account}.dkr.ecr.${region}.${partitionSuffix(region)}`;

/** DNS suffixes of the public partitions; those of the isolated ones are not known here. */
const partitionSuffix = (region: string): string =>
  region.startsWith("cn-") ? "amazonaws.com.cn" : region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";

import type { ECRClient } from "@aws-sdk/client-ecr";
import { UserError } from "../../domain/user-error.ts";
import type { ExpandedTarget } from "../index.ts";
import { PullError } from "../pull-error.ts";
import type { Target } from "../target.ts";
import { type AwsOptions, awsCall, awsCode } from "./aws-call.ts";
import { type AwsSettings, awsState, ecrClient } from "./clients.ts";
import { requestLogin } from "./ecr-access.ts";
import { gapSource } from "./gap-source.ts";
import { ecrHost } from "./host.ts";
import { REGIONS } from "./regions.ts";

type EcrTarget = Extract<Target, { readonly kind: "ecr" }>;

/** `ecr` once for each region and profile that was set; the region `all` stands for those of the aws partition. */
export function expandEcr(
  target: EcrTarget,
  { regions, profiles }: { readonly regions: readonly string[]; readonly profiles: readonly string[] },
): readonly EcrTarget[] {
  const wanted = regions.includes("all") ? REGIONS : regions;
  const places = target.region === undefined && wanted.length > 0 ? wanted : [target.region];
  const owners = target.profile === undefined && profiles.length > 0 ? profiles : [target.profile];
  return places.flatMap((region) =>
    owners.map((profile) => ({
      kind: "ecr" as const,
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
    })),
  );
}

/** The private registry of an account in a region. One that cannot be reached is a gap and never ends the audit. */
export async function openEcr(target: EcrTarget, settings: AwsSettings, signal: AbortSignal): Promise<ExpandedTarget> {
  const name = ["ecr", target.region ?? "", target.profile].filter((part) => part !== undefined).join(":");
  try {
    const registry = await findHost(target, settings, signal);
    awsState(settings).owners.set(registry, target.profile ?? settings.profiles[0]);
    return { targets: [{ kind: "registry", registry }], gaps: [], names: [registry, name] };
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return { targets: [], gaps: [gapSource(name, error)], names: [name] };
  }
}

/** The account from DescribeRegistry, and where that is denied from the address a login is for. */
async function findHost(target: EcrTarget, settings: AwsSettings, signal: AbortSignal): Promise<string> {
  const client = await ecrClient(settings, {
    profile: target.profile ?? settings.profiles[0],
    region: target.region,
  });
  const region = await client.config.region().catch(() => undefined);
  if (region === undefined || region === "")
    throw new UserError({
      code: "REGION_MISSING",
      message: "ecr: no AWS region is set",
      hint: "add --region eu-west-1,us-east-1 or --region all",
    });
  const { DescribeRegistryCommand } = await import("@aws-sdk/client-ecr");
  const command = new DescribeRegistryCommand({});
  const what = `finding the registry of ${region}`;
  try {
    const call = { what, ask: async (to: ECRClient, options: AwsOptions) => to.send(command, options) };
    const { registryId = "" } = await awsCall(client, call, signal);
    return ecrHost({ account: registryId, region });
  } catch (error) {
    if (awsCode(error) !== "AccessDeniedException") throw error;
    return (await requestLogin(client, `ECR in ${region}`, signal)).host;
  }
}

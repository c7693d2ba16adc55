import type { ExpandedTarget } from "../index.ts";
import type { RegistryTarget } from "../listing.ts";
import { PullError } from "../pull-error.ts";
import type { Target } from "../target.ts";
import { type AwsSettings, awsState } from "./clients.ts";
import { gapSource } from "./gap-source.ts";
import { ecrPublicClient, publicAliases } from "./public-client.ts";

type EcrPublicTarget = Extract<Target, { readonly kind: "ecr-public" }>;

const HOST = "public.ecr.aws";

/** `ecr-public` once for each profile that was set. */
export function expandEcrPublic(
  target: EcrPublicTarget,
  { profiles }: { readonly profiles: readonly string[] },
): readonly EcrPublicTarget[] {
  if (target.profile !== undefined || profiles.length === 0) return [target];
  return profiles.map((profile) => ({ kind: "ecr-public", profile }));
}

/** The public registries of an account, under the alias their repositories are named by. */
export async function openEcrPublic(
  target: EcrPublicTarget,
  settings: AwsSettings,
  signal: AbortSignal,
): Promise<ExpandedTarget> {
  const name = target.profile === undefined ? "ecr-public" : `ecr-public:${target.profile}`;
  try {
    const aliases = await publicAliases(await ecrPublicClient(settings, target.profile), signal);
    for (const alias of aliases) awsState(settings).aliases.set(alias.name, target.profile);
    const [first, ...others] = aliases.filter(({ primary }) => primary);
    if (first === undefined) throw new PullError("this account has no public registry");
    const patterns = [first, ...others].map((alias) => `${alias.name}/*`);
    const targets = patterns.map((pattern): RegistryTarget => ({ kind: "registry", registry: HOST, pattern }));
    return { targets, gaps: [], names: [...patterns.map((pattern) => `${HOST}/${pattern}`), name] };
  } catch (error) {
    if (!(error instanceof PullError)) throw error;
    return { targets: [], gaps: [gapSource(name, error)], names: [name] };
  }
}
